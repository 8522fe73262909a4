# The sheet on which a client writes by hand.
client-sheet-signature = Firma
client-sheet-back = Devuelva la hoja firmada al banco o llévela a cualquier oficina. El código solo le dice al banco qué carta es. No abre nada.
client-sheet-code = Código de la carta: { $code }
