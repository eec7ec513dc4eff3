import sys,json
from plugins.notes.reading import read
for l in open(sys.argv[1]):
    l=l.rstrip("\n")
    if not l: continue
    r=read(l,"medications").as_json()
    print(l)
    for m in r["medications"]:
        t=m["timing"]
        print("     ",m["ingredient"],"| str",m["strength"],"| dose",m["dose"],m.get("doseHigh"),"|",m["form"],"|",m["route"],"|",t,"| prn",m["prn"],m["prnReason"],"| dur",m["duration"],"|",m["status"],m.get("abstained"))
