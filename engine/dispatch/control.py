"""What the service and the parent of its workers say to each other."""

import struct

REQUEST = struct.Struct(">cIQd")  # what to do, to which process; for a fork, how many bytes and seconds it may take
REPLY = struct.Struct(">i")  # the number of a forked process, or what one ended with
FORK, END = b"F", b"E"
READY, NONE = 0, -1  # what the first reply says, and one that could not fork
