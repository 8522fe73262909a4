# The sheet on which a client writes by hand.
client-sheet-signature = Lagda
client-sheet-back = Ibalik sa bangko ang nilagdaang papel, o dalhin ito sa alinmang sangay. Sinasabi lang ng code sa bangko kung aling liham ito. Wala itong binubuksan.
client-sheet-code = Code ng liham: { $code }
