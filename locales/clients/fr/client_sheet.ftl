# The sheet on which a client writes by hand.
client-sheet-signature = Signature
client-sheet-back = Rendez la feuille signée à la banque, ou apportez-la dans une agence. Le code indique seulement à la banque de quelle lettre il s’agit. Il n’ouvre rien.
client-sheet-code = Code de la lettre : { $code }
