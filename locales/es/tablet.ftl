# The bank's tablet, handed to a client and taken back.
tablet-unlock-title = Este navegador lo tiene un cliente
tablet-unlock-text = Para recuperarlo, vuelva a iniciar la sesión de { $name }.
tablet-unlock-unfinished = El cliente aún no ha firmado. Lo escrito hasta ahora se borra al recuperarlo.
tablet-unlock = Recuperarlo
tablet-to-client = Volver a la carta del cliente
tablet-hand-over = Entregar esta tableta
tablet-hand-over-text = En esta tableta: su sesión queda bloqueada hasta que vuelva a identificarse. Nada del cliente queda en el dispositivo.
