record-how = Cómo leer esta carta
record-in-mail = La carta está en su correo
record-in-mail-text = Va adjunta en PDF al correo que le trajo aquí. Abra el archivo adjunto para leerla entera; puede imprimirla y archivarla tal como está.
record-check = Comprobar que es auténtica
record-same = Esta página es igual para todas las cartas. No dice si hay alguna.
