matter-unknown = Esta versión de Commend no puede describir este asunto. Es del tipo «{ $kind }», sobre { $subject }.
matter-mail-unknown = No se sabe si llegó un correo a { $name }.
matter-mail-failed = Un correo a { $name } no llegó.
matter-mail-not-sent = A { $name } no se le envió un correo.
matter-recipient-left = { $name } ya no trabaja aquí y no recibió una carta.
matter-not-mailed-left = { $name } ya no trabaja aquí y no recibió { $reference }.
matter-not-mailed-outside = { $name } tiene una dirección fuera del banco y no recibió { $reference }.
matter-not-mailed = A { $name } no se le envió { $reference }.
matter-relay-refuses = El servidor de correo rechaza nuestros correos; están esperando.
matter-relay-unreachable = { $count ->
    [0] No se llega al servidor de correo.
    [one] No se llega al servidor de correo. Un correo espera.
   *[other] No se llega al servidor de correo. { $count } correos esperan.
}
matter-relay-unreachable-then = No se ha perdido nada: se intenta de nuevo cada pocos minutos, y todos los correos salen cuando responda. Avise a administración: { $cause }.
matter-mail-waiting = Un correo a { $name } espera desde hace más de una hora.
matter-mails-waiting = { $count ->
    [one] Un correo a { $domain } espera desde hace más de una hora.
   *[other] { $count } correos a { $domain } esperan desde hace más de una hora, por el mismo motivo.
}
matter-mails-waiting-then = Se intentan de nuevo sin ayuda. Lo último que dijo el servidor de correo: «{ $said }».
matter-mails-waiting-untried = Aún no se ha intentado. Pregunte a administración si hay un proceso de envío en marcha.
matter-outbox-held = { $count ->
    [one] Un correo espera, porque todos están retenidos desde la línea de órdenes.
   *[other] { $count } correos esperan, porque todos están retenidos desde la línea de órdenes.
}
matter-outbox-held-then = Administración los deja salir con «commend outbox release».
matter-links-too-late = { $count ->
    [one] Un enlace de un solo uso no se pudo enviar mientras servía.
   *[other] { $count } enlaces de un solo uso no se pudieron enviar mientras servían.
}
matter-links-too-late-then = Quienes pidieron uno pueden pedirlo otra vez. Los correos salieron tarde; busque el motivo en los demás asuntos.
matter-mails-unreadable = { $count ->
    [one] Un correo fue escrito por otra versión de Commend y no se puede leer. Está apartado.
   *[other] { $count } correos fueron escritos por otra versión de Commend y no se pueden leer. Están apartados.
}
matter-mails-unreadable-then = No se ha perdido nada, y todos los demás correos salen. Entre quienes los esperan: { $names }. Pida a administración que ejecute la versión que los escribió y después «commend outbox retry --all».
matter-missing-glyphs = { $reference } contiene caracteres que no tiene ninguna fuente de aquí: { $characters }.
matter-more-characters = { $characters } y { $more } más
matter-not-about-me = { $name } ({ $number }) dice que { $reference } no trata de su persona.
matter-not-my-report = { $name } ({ $number }) dice que { $reference } trata de alguien que no depende de su persona.
matter-unsure-helper = { $reference }: diga quién ayudó, para que la carta pueda llegarle.
matter-banker-supervises = { $reference }: quien atendió al cliente supervisa a quien ayudó.
matter-helper-supervises = { $reference }: quien ayudó supervisa a quien atendió al cliente.
matter-no-supervisor = { $name } ({ $number }) no tiene supervisión registrada. RR. HH. recibió la carta en su lugar.
matter-supervisor-left = La persona que supervisa a { $name } ({ $number }) ya no trabaja aquí. Recibió la carta la siguiente por encima.
matter-cycle = La línea de { $name } ({ $number }) vuelve a donde empezó. Asigne una persona que supervise.
matter-line-own-number = { $name } ({ $number }) figura como responsable de sí. Asigne a quien corresponda, o déjelo vacío en la cima.
matter-line-circle = La línea de { $name } ({ $number }) forma un círculo: { $members }. Decida quién está en la cima.
matter-line-not-started = La persona responsable de { $name } ({ $number }), número { $manager }, todavía no ha empezado. Asigne a otra.
matter-line-left = La persona responsable de { $name } ({ $number }), número { $manager }, ya no trabaja aquí. Asigne a otra.
matter-line-left-and-missing = La persona responsable de { $name } ({ $number }), número { $manager }, ya no trabaja aquí y no está en el archivo. Asigne a otra.
matter-line-not-in-file = La persona responsable de { $name } ({ $number }), número { $manager }, no está en el archivo. Corrija el número o añada a esa persona.
matter-line-not-in-directory = La persona responsable de { $name } ({ $number }), número { $manager }, no está en el directorio. Corrija el número o añada a esa persona.
matter-unsent-letter = { $name } ({ $number }) no ha enviado la carta de un cliente del { $day }. Envíela o ciérrela con un motivo.
matter-unsent-letter-left = { $name } ({ $number }) ya no trabaja aquí y no envió la carta de un cliente del { $day }. Envíela o ciérrela con un motivo.
matter-draft-left = { $name } ({ $number }) ya no trabaja aquí y no envió un reconocimiento. Envíelo o ciérrelo con un motivo.
matter-fault-own-number = figura su propio número; indique quién supervisa, o déjelo vacío en la cima
matter-fault-circle = cierra un círculo de { $members }; decida quién está en la cima
matter-fault-not-started = { $manager } todavía no ha empezado; indique quién le sucede
matter-fault-left = { $manager } ya no trabaja aquí; indique quién le sucede
matter-fault-left-and-missing = { $manager } no está en el archivo y ya no trabaja aquí; indique quién le sucede
matter-fault-not-in-file = { $manager } no está en el archivo; corrija el número o añada la fila de esa persona
matter-fault-not-in-directory = { $manager } no está en el directorio; corrija el número o añada la fila de esa persona
