# The sheet on which a client writes by hand.
client-sheet-signature = Unterschrift
client-sheet-back = Geben Sie das unterschriebene Blatt der Bank zurück oder bringen Sie es in eine Filiale. Der Code sagt der Bank nur, welcher Brief das ist. Er öffnet nichts.
client-sheet-code = Code des Briefes: { $code }
