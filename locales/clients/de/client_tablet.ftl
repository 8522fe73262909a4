# The bank's tablet in the hands of a client.
client-tablet-back = Bitte geben Sie das Tablet zurück
client-tablet-thanks = Sie müssen nichts weiter tun.
client-tablet-password = Für die Bank: Passwort
client-tablet-unlock = Entsperren
