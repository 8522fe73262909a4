# The sheet on which a client writes by hand.
client-sheet-signature = Siyati
client-sheet-back = Remèt bank lan fèy ou siyen an, oswa pote l nan nenpòt branch. Kòd la sèlman di bank lan ki lèt sa ye. Li pa louvri anyen.
client-sheet-code = Kòd lèt la: { $code }
