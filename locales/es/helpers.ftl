helpers-title = Quién me ayudó
helpers-yours = Solo usted ve estas notas.
helpers-search = Nombre, equipo o problema
helpers-none = Aún no hay notas
helpers-none-text = Cuando un compañero le ayude, anote el nombre en el inicio. Lo demás puede esperar a que se vaya el cliente.
helpers-more = Notas anteriores
helpers-remove = Quitar
helpers-unsure = ¿Solo oyó un nombre de pila?
helpers-unsure-text = Describa quién fue. Cuando escriba una felicitación, se preguntará al responsable del departamento quién ayudó.
helpers-unsure-name = El nombre, tal como lo oyó
helpers-unsure-department = Departamento que atendió la llamada
helpers-unsure-extension = Extensión, o parte de ella (opcional)
helpers-summary = Qué hizo (opcional)
helpers-note = Anotar
helpers-noted = Anotado: { $name } ayudó.
helpers-undo = Deshacer
helpers-who = ¿Quién ayudó?
helpers-who-hint = Nombre en cualquier orden, equipo o extensión. Basta un nombre; lo demás puede esperar a que se vaya el cliente.
helpers-nobody = No se encontró a nadie. Pruebe con el comienzo de un nombre o describa quién fue.
helpers-recent = Quienes le ayudaron últimamente: una pulsación anota que acaban de ayudar
helpers-only-name = ¿Solo oyó un nombre de pila?
helpers-describe = Describa quién fue
helpers-lately = Anotado últimamente
flash-note-removed = La nota se ha quitado.
helpers-count = { $count ->
    [0] No se encontró a nadie
    [one] { $count } persona encontrada
   *[other] { $count } personas encontradas
}
helpers-write = Escribir la carta
helpers-change = Completar
helpers-change-title = Completar o corregir la nota
helpers-other = Fue otra persona: nombre, equipo o extensión
helpers-now-known = Ya sabe quién fue: nombre, equipo o extensión
helpers-problem = Tipo de problema (opcional), como «anular transferencia»
helpers-process = Proceso que falló (opcional)
helpers-detail = Cómo se resolvió (opcional)
helpers-save = Guardar la nota
helpers-back = Volver
helpers-by-problem = Por problema
helpers-problem-search = ¿Quién puede ayudar con…? Por ejemplo «anular transferencia»
helpers-by-person = Por persona
helpers-thank-again = Agradecer de nuevo
flash-note-changed = La nota se ha cambiado.
helpers-note-someone = Anotar a alguien
helpers-all = Todas { $count }
helpers-unthanked-count = Sin agradecer { $count }
helpers-all-thanked = Ha agradecido a todo el mundo
helpers-all-thanked-text = Ha enviado una carta sobre cada persona que le ayudó.
helpers-draft = Borrador
helpers-not-thanked = Sin agradecer todavía
helpers-letters = { $count ->
    [one] Carta enviada
   *[other] { $count } cartas enviadas
}
helpers-letter-made = Carta enviada
helpers-thank = Agradecer
helpers-continue = Continuar la carta
helpers-times = { $count ->
    [one] Una vez, el { $day }
   *[other] { $count } veces, la última el { $day }
}
helpers-more-times = { $count ->
    [one] Una nota anterior
   *[other] { $count } notas anteriores
}
helpers-who-times = { $count ->
    [one] { $name }, una vez
   *[other] { $name }, { $count } veces
}
helpers-by-problem-text = Quién se lo resolvió la última vez.
helpers-unsure-title = No sabe quién fue
