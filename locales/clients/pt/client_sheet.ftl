# The sheet on which a client writes by hand.
client-sheet-signature = Assinatura
client-sheet-back = Devolva a folha assinada ao banco ou leve-a a qualquer agência. O código só diz ao banco qual é a carta. Não abre nada.
client-sheet-code = Código da carta: { $code }
