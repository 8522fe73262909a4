worklist-title = Pendientes
worklist-what = { $count ->
    [0] Nada espera a una persona.
    [one] Un asunto necesita a una persona.
   *[other] { $count } asuntos necesitan a una persona. Primero los más antiguos.
}
worklist-kinds = Tipos de asuntos
worklist-open = Asuntos abiertos
worklist-closed = Cerrados
worklist-all = Todos { $count }
worklist-kind-no-supervisor = Sin supervisión
worklist-kind-supervisor-left = Supervisión ausente
worklist-kind-cycle = Círculo
worklist-kind-disputed = Impugnado
worklist-kind-unsure-helper = Ayuda desconocida
worklist-kind-failed-mail = Correo
worklist-kind-bounced-mail = Devueltos
worklist-kind-missing-glyph = Caracteres
worklist-kind-review = Por revisar
worklist-kind-unsent-letter = Cartas sin enviar
worklist-since-today = Espera desde hoy a las { $time }
worklist-since = { $days ->
    [one] Espera desde el { $day }, un día
   *[other] Espera desde el { $day }, { $days } días
}
worklist-none = Aquí no hay nada
worklist-none-text = Los asuntos llegan solos, por ejemplo cuando falla un correo o falta quien supervise, y la mayoría se van solos cuando desaparece su causa.
worklist-open-letter = Abrir la felicitación
worklist-print = Imprimirla (PDF)
worklist-open-person = Abrir la persona
worklist-new-supervisor = Quién supervisa o sustituye
worklist-who-helped = Quién ayudó
worklist-find = Buscar
worklist-newer-address = El directorio tiene una dirección más nueva
worklist-send-there = Enviarlo allí
worklist-correct-address = Corregir la dirección
worklist-new-address = Dirección correcta
worklist-reason = Motivo
worklist-correct-and-send = Corregirla y enviar de nuevo
worklist-correct-do = Corregirla
worklist-printed = Impreso o resuelto de otro modo
worklist-settled = Está resuelto
worklist-note = Por qué está resuelto
worklist-note-too-long = Una nota tiene { $most } caracteres como máximo.
worklist-close = Cerrar el asunto
worklist-more = Más
worklist-closed-itself = Se cerró solo, { $at }: desapareció su causa.
worklist-closed-by = Lo cerró { $name }, { $at }
worklist-lately = { $count ->
    [one] Cerrados en los últimos siete días: uno. Cada decisión de aquí consta a su nombre en el registro de auditoría.
   *[other] Cerrados en los últimos siete días: { $count }. Cada decisión de aquí consta a su nombre en el registro de auditoría.
}
worklist-show-them = Mostrarlos
flash-item-closed = El asunto está cerrado.
flash-readdressed = La dirección está corregida y el correo está de nuevo en la cola.
flash-address-corrected = La dirección está corregida.
worklist-kind-relay-unreachable = Servidor de correo
worklist-kind-waiting-mail = Correo en espera
worklist-send-now = Enviar ahora
flash-flushed = Los correos en espera se intentan ahora.
