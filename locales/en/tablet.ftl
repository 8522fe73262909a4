# The bank's tablet, handed to a client and taken back.
tablet-unlock-title = This browser is with a client
tablet-unlock-text = { $name } signs in again to take it back.
tablet-unlock-unfinished = The client has not signed yet. What was written so far is deleted when you take it back.
tablet-unlock = Take it back
tablet-to-client = Back to the client’s letter
tablet-hand-over = Hand over this tablet
tablet-hand-over-text = On this tablet: your session is locked until you sign in again. Nothing of the client stays on the device.
