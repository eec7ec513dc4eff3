import sys
from plugins.notes.reading import read
for l in open(sys.argv[1]):
    l=l.rstrip("\n")
    if not l: continue
    r=read(l)
    print(l); print("     ", "; ".join(f"{l[e.mention.start:e.mention.end]}={(e.assertion.certainty or '-')[:4]}/{(e.assertion.time or '-')[:4]}/{(e.assertion.subject or '-')[:3]}" for e in r.entities))
