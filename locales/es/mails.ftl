mail-hello = Hola, { $name }:
mail-hello-all = Hola:
mail-why = Por qué recibe esto.
mail-inside = Para uso interno del banco.
mail-attached = Adjunto: { $file }
mail-button-at = { $button }:
mail-quote-of = { $title }:
mail-moment = { $day }, { $time }
mail-comma = { $begun }, { $next }
mail-branch = la sucursal { $branch }
mail-someone = alguien de { $department }
mail-someone-anywhere = alguien del área interna
mail-someone-unknown = alguien cuyo nombre no se sabía
mail-first-and-more = { $first } y { $more ->
    [1] otra persona
   *[other] { $more } personas más
}
mail-supervisor-yours = { $name }, su responsable
mail-supervisor-of = { $name }, responsable de { $of }
mail-hr = Recursos Humanos
mail-attachment = La carta completa, tal como consta en el registro.
mail-attachment-pages = La carta completa, tal como consta en el registro, { $count ->
    [one] 1{ "\u00A0" }página
   *[other] { $count }{ "\u00A0" }páginas
}.
mail-yours-to-keep = Es para usted.
mail-attachment-new = La carta completa, tal como consta en el registro desde ahora.
mail-attachment-new-pages = La carta completa, tal como consta en el registro desde ahora, { $count ->
    [one] 1{ "\u00A0" }página
   *[other] { $count }{ "\u00A0" }páginas
}.
mail-corrected = Corregida: { $subject }
mail-helper-subject = Un cliente escribió una carta sobre usted
mail-helper-subject-colleague = Una persona del banco le felicita por escrito
mail-subject = Un cliente escribió para felicitar a { $whom }
mail-subject-colleague = Una persona del banco escribió para felicitar a { $whom }
mail-passed-on = { $banker } transmitió el elogio de un cliente a { $whom }
mail-banker-wrote = { $banker } escribió para felicitar a { $whom }
mail-own-subject = Su felicitación a { $whom } está en camino
mail-helper-heading = { $client } escribió una carta sobre usted
mail-helper-heading-colleague = { $banker } le felicita por escrito
mail-signed = Está firmada.
mail-signed-told = Está firmada, y también la tiene su responsable.
mail-note-added = { $banker }, de { $place }, añadió una nota.
mail-note-none = { $banker }, de { $place }, la hizo llegar.
mail-wrote-it = La escribió { $banker }, de { $place }.
mail-wrote-it-told = La escribió { $banker }, de { $place }, y también la tiene su responsable.
mail-letter-attached-note = Se adjunta la carta firmada, con una nota de { $banker }, de { $place }.
mail-letter-attached = Se adjunta la carta firmada, que hizo llegar { $banker }, de { $place }.
mail-letter-attached-colleague = Se adjunta la carta de { $banker }, de { $place }.
mail-person-in = { $person }, de { $department },
mail-helped-client-at = { $helper } ayudó a un cliente en { $place }. Se adjunta la carta.
mail-helped-colleague-at = { $helper } ayudó a una persona del banco en { $place }. Se adjunta la carta.
mail-own-preheader = Esta es su copia, con los nombres de quienes la reciben.
mail-assign-preheader = Diga quién fue, para que la carta llegue a esa persona.
mail-replaces = Esta copia sustituye a la del { $day }. Conserve esta en su lugar.
mail-helper-intro-colleague = Usted ayudó a { $banker } en { $place } el { $day }. Esto es lo que { $first } escribió al respecto.
mail-helper-intro = Usted ayudó a { $client } y a { $banker } en { $place } el { $day }.
mail-letter-whole = Esta es la carta completa.
mail-letter-begins = Así empieza la carta; entera va adjunta.
mail-intro-colleague = { $count ->
    [one] { $helpers } ayudó a { $banker } en { $place } el { $day }.
   *[other] { $helpers } ayudaron a { $banker } en { $place } el { $day }.
} { $first } lo puso por escrito.
mail-intro-named = { $count ->
    [one] { $helpers } ayudó a { $client }, cliente de { $place }, el { $day }.
   *[other] { $helpers } ayudaron a { $client }, cliente de { $place }, el { $day }.
}
mail-intro-unnamed = { $count ->
    [one] { $helpers } ayudó a un cliente de { $place } el { $day }.
   *[other] { $helpers } ayudaron a un cliente de { $place } el { $day }.
}
mail-came-of-it = Esta es la carta que resultó de ello.
mail-came-of-it-today = Esta es la carta que resultó de ello, firmada hoy.
mail-came-of-it-on = Esta es la carta que resultó de ello, firmada el { $day }.
mail-chain-note = { $count ->
    [one] { $helpers } ayudó a { $banker } y a un cliente en { $place } el { $day }.
   *[other] { $helpers } ayudaron a { $banker } y a un cliente en { $place } el { $day }.
} { $banker } transmitió la carta del cliente, añadió una nota y envió ambas a { $to }.
mail-chain = { $count ->
    [one] { $helpers } ayudó a { $banker } y a un cliente en { $place } el { $day }.
   *[other] { $helpers } ayudaron a { $banker } y a un cliente en { $place } el { $day }.
} { $banker } transmitió la carta del cliente a { $to }.
mail-chain-colleague = { $count ->
    [one] { $helpers } ayudó a { $banker } en { $place } el { $day }.
   *[other] { $helpers } ayudaron a { $banker } en { $place } el { $day }.
} { $banker } lo puso por escrito y lo envió a { $to }.
mail-to-too = a { $reader }
mail-to-those-who-know = quienes pueden decir quién fue
mail-own-intro = Lo envió usted hoy. Llega a { $to }. Un correo que no se puede entregar no se pierde: se avisa a Recursos Humanos, y la página de abajo lo muestra.
mail-own-praised = El cliente también le elogió a usted, así que la carta figura también en su propio historial.
mail-to-those-meant = quienes deben recibirla
mail-hint-none = No se sabe nada más de quién fue.
mail-hint = Esto es lo que { $banker } sabe de quién fue: { $known }.
mail-extension = extensión { $number }
mail-from-the-letter = De la carta
mail-a-client = un cliente
mail-client-of = un cliente de { $place }
mail-client-since = cliente desde { $year }
mail-name-not-shared = sin nombre, como pidió el cliente
mail-note-of = Nota de { $name }
mail-note-yours = Su nota
mail-note-by = Añadido por { $name }, de { $place }
mail-open-letter = Abrir su carta
mail-read-and-acknowledge = Leer y confirmar
mail-read-letter = Leer la carta
mail-see-state = Ver cómo va
mail-say-who = Decir quién fue
mail-opens-letter = Abre la carta.
mail-after-helper = No se le pide nada. Si lo desea, con un clic en esa página puede dar las gracias a { $banker }.
mail-after-supervisor = Con un clic allí queda constancia, con fecha, de que la ha leído. También lo ven { $seers }. Decírselo en persona a { $helpers } vale más.
mail-after-nothing = No hay nada que hacer.
mail-after-banker-supervisor = No hay nada que hacer. Se agradece unas palabras a { $banker }.
mail-after-assigner = Cuando diga quién fue, la carta irá a esa persona y a sus responsables. Hasta entonces no la tiene nadie de esa cadena.
mail-because-helper = La carta trata de usted.
mail-because-banker = La envió usted.
mail-because-supervisor = Usted era responsable de { $of } el { $day }, el día del servicio.
mail-because-acting = Usted sustituía a quien es responsable de { $of } el { $day }, el día del servicio.
mail-because-next-above = Quien era responsable de { $of } el { $day }, el día del servicio, ya no está, y usted es la siguiente persona por encima.
mail-both-chains = El elogio sube por las dos cadenas: la de quien ayudó y la de quien lo notó.
mail-because-head = Usted dirige { $department }, donde trabaja quien ayudó.
mail-because-head-unknown = Usted dirige el departamento donde trabaja quien ayudó.
mail-because-hr-of = No constaba responsable en activo de { $of } el { $day }, por eso llega a Recursos Humanos.
mail-because-hr = No se pudo nombrar a nadie más para recibirla, por eso llega a Recursos Humanos.
mail-because-dotted = { $of } también depende de usted, en segunda línea.
mail-the-helper = la persona que ayudó
mail-others-have-it = { $count ->
    [one] También tiene la carta { $readers }.
   *[other] También tienen la carta { $readers }.
}
mail-in-your-history = Figura desde hoy en su historial de reconocimiento.
mail-not-yours = ¿No es para usted?
mail-tell-hr = Avise a Recursos Humanos
mail-not-yours-write = ¿No es para usted? Escriba a { $hr }.
mail-code-shows = El código { $code } muestra en { $page } que la carta es auténtica.
mail-recall-subject = Retirada: felicitación { $reference }
mail-do-not-file = No archive la carta que recibió el { $day }. El motivo está dentro.
mail-recall-helper-heading = La carta sobre usted se ha retirado
mail-recall-helper = La carta sobre usted del { $day } se ha retirado. Lo sentimos.
mail-recall-banker-heading = Su felicitación se ha retirado
mail-recall-banker-asked = Su felicitación a { $whom } ya no es válida, como pidió.
mail-recall-banker = Su felicitación a { $whom } ya no es válida.
mail-recall-heading = Se ha retirado una felicitación
mail-recall = La felicitación a { $whom } que recibió el { $day } ya no es válida.
mail-withdrawn-by-sender = La ha retirado { $name }, que la envió.
mail-withdrawn-by = La ha retirado { $name }.
mail-fact-reference = Referencia
mail-fact-about = Sobre
mail-fact-sent = Enviada
mail-fact-withdrawn = Retirada
mail-fact-corrected = Corregida
mail-fact-reason = Motivo
mail-at-by = { $at }, por { $name }
mail-quoted = «{ $words }»
mail-delete-helper = Elimine el PDF. La retirada no dice nada de su trabajo.
mail-delete-unknown = Elimine el PDF y sáquelo de cualquier expediente.
mail-delete-banker = Elimine el PDF. Se pide lo mismo a todas las personas que lo recibieron. La retirada no dice nada del trabajo de { $people }.
mail-delete = Elimine el PDF y sáquelo de cualquier expediente. Si ya se lo dijo a { $people }, dígale también esto. La retirada no dice nada del trabajo de { $people }.
mail-recall-acknowledged = Su confirmación del { $day } queda en el registro, marcada como anterior a la retirada.
mail-see-record = Ver el registro
mail-first-helper = El primer correo trataba de usted.
mail-first-banker = Usted envió la felicitación.
mail-first-supervisor = El primer correo le llegó por ser responsable de { $of }.
mail-first-other = El primer correo le llegó a usted.
mail-recall-others = Quienes lo recibieron reciben también este: { $readers }.
mail-code-withdrawn = Su código responde ahora «retirada» en { $page }.
mail-correction-subject = Corregida: felicitación { $reference }
mail-correction-preheader = Conserve la copia adjunta en lugar de la que recibió el { $day }.
mail-correction-helper-heading = La carta sobre usted se ha corregido
mail-correction-helper = La carta sobre usted del { $day } se ha corregido.
mail-correction-banker-heading = Su felicitación se ha corregido
mail-correction-banker-asked = Su felicitación a { $whom } se ha corregido, como pidió. Esta es su copia.
mail-correction-banker = Su felicitación a { $whom } se ha corregido.
mail-correction-heading = Se ha corregido una felicitación
mail-correction = Hay una copia nueva de la felicitación a { $whom } que recibió el { $day }.
mail-corrected-by-sender = La ha corregido { $name }, que la envió.
mail-corrected-by = La ha corregido { $name }.
mail-keep-copy = Conserve la copia adjunta y elimine la anterior, también donde se haya archivado.
mail-clients-words-stay = Las palabras del cliente no han cambiado.
mail-correction-acknowledged = Su confirmación del { $day } vale también para esta copia.
mail-correction-others = La copia nueva llega también a { $readers }.
mail-code-new = El código de la copia nueva es { $code }; el anterior responde ahora «sustituida» en { $page }.
mail-code-replaced = El código de la copia anterior responde ahora «sustituida» en { $page }.
mail-misdirected-subject = Era para otra persona: felicitación { $reference }
mail-misdirected-heading = Una carta era para otra persona
mail-misdirected-helper = La carta sobre usted del { $day } era para otra persona. Lo sentimos.
mail-misdirected = La carta sobre { $whom } que recibió el { $day } era para otra persona.
mail-misdirected-delete-helper = Elimine el PDF. La corrección no dice nada de su trabajo.
mail-misdirected-delete = Elimine el PDF y sáquelo de cualquier expediente. Si ya se lo dijo a { $people }, dígale también esto. La corrección no dice nada del trabajo de { $people }.
mail-misdirected-acknowledged = Su confirmación del { $day } queda en el registro, marcada como anterior a la corrección.
mail-code-that-replaced = El código de esa copia responde ahora «sustituida» en { $page }.
mail-thanks-subject = { $name } le da las gracias
mail-thanks-preheader = Es por la felicitación que envió.
mail-thanks = { $name } le da las gracias por la felicitación sobre el { $day }.
mail-thanks-in = { $name }, de { $place }, le da las gracias por la felicitación sobre el { $day }.
mail-wrote = Escribe { $first }:
mail-no-words = { $first } no añadió palabras, pero quería que lo supiera.
mail-open-commendation = Abrir la felicitación
mail-nothing-asked = No se le pide nada.
mail-you-sent = Usted envió la felicitación.
mail-password-subject = Elija su contraseña para Commend
mail-password-preheader = El enlace sirve una vez, hasta las { $time }.
mail-password-heading = Elija su contraseña
mail-password = Con este enlace elige una contraseña para Commend, el servicio de felicitaciones de { $bank }. Sirve una vez, hasta las { $time }.
mail-password-button = Elegir una contraseña
mail-password-remark = Si ha caducado, pida otro en la página de inicio de sesión. Nunca pedimos una contraseña por correo.
mail-password-why = Alguien, seguramente usted, lo pidió con su dirección. Si no fue usted, no hay nada que hacer: su contraseña sigue como está.
mail-unsent-subject = La carta de un cliente aún no se ha enviado
mail-unsent-preheader = Espera en un borrador suyo.
mail-unsent-heading = Una carta espera su envío
mail-unsent-signed = La carta de un cliente que se firmó el { $day } está en un borrador suyo y no se ha enviado. Nadie tiene noticia de ella todavía. Mírela y envíela.
mail-unsent-scanned = La carta de un cliente que se escaneó el { $day } está en un borrador suyo y no se ha enviado. Nadie tiene noticia de ella todavía. Mírela y envíela.
mail-unsent-until = Si no se envía antes del { $day }, se pide a Recursos Humanos y a su responsable que la envíen o la cierren.
mail-open-draft = Abrir el borrador
mail-unsent-remark = Si no debe enviarse, puede borrar el borrador hasta entonces.
mail-you-began = Usted empezó el borrador.
mail-closed-subject = Su borrador se ha cerrado
mail-closed-preheader = No se envía.
mail-closed = { $name } cerró el borrador que usted empezó el { $day }, así que no se envía.
mail-closed-remark = Todavía se puede leer durante unas semanas. Si cree que debe enviarse, hable con quien lo cerró.
# A draft that waits, to the supervisor of its banker.
mail-waiting-subject = { $name } no ha enviado una carta
mail-waiting-preheader = Espera su decisión.
mail-waiting-heading = Una carta espera su decisión
mail-waiting-letter = La carta de un cliente del { $day } está en un borrador de { $name } y no se ha enviado, tras dos avisos. Nadie tiene noticia de ella todavía.
mail-waiting-letter-left = { $name } ya no trabaja aquí, y la carta de un cliente del { $day } está en un borrador que no se ha enviado. Nadie tiene noticia de ella todavía.
mail-waiting-left = { $name } ya no trabaja aquí, y no se ha enviado una carta de reconocimiento que había empezado.
mail-waiting-decide = Mírela y envíela, o ciérrela con un motivo. También se pregunta a Recursos Humanos; decide quien llegue primero.
mail-waiting-remark = La lee con los datos de clientes ocultos, tal como saldría.
mail-waiting-why = Usted supervisa a { $name }.
mail-name-taken-back = El cliente ha retirado el permiso para dar su nombre; nada más ha cambiado en la carta.
