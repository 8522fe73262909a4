# The sheet on which a client writes by hand.
client-sheet-signature = Signature
client-sheet-back = Give the signed sheet back to the bank, or bring it to any branch. The code only tells the bank which letter this is. It opens nothing.
client-sheet-code = Code of the letter: { $code }
