# The page of a commendation.
record-how = How to read this letter
record-in-mail = The letter is in your mail
record-in-mail-text = It is attached as a PDF to the mail that brought you here. Open the attachment to read it in full; you can print and file it as it is.
record-check = Check that it is genuine
record-same = This page is the same for every letter. It does not say whether there is one.
