audit-title = Registro de auditoría
audit-what = Cada acción con su autor y su hora, primero las más nuevas. Nada en él puede cambiarse sin que se vea.
audit-letters = Todas las felicitaciones
audit-export = Exportar (líneas JSON)
audit-object = Sobre, como C-2026-000123 o commendation:0193…
audit-actor = Por: un nombre, system o command_line
audit-from = Desde
audit-entries = Entradas
audit-none-text = Amplíe el período o deje un campo vacío. Los identificadores se copian tal cual.
audit-place = N.º
audit-time = Hora
audit-action = Acción
audit-actor-short = Por
audit-object-short = Sobre
audit-detail = Detalle
audit-more = Entradas anteriores
audit-verify = Verificar el registro
audit-verify-text = Cada entrada contiene el hash de la anterior. La comprobación las lee todas y nombra la primera que no sigue. Un final cortado solo se ve con un punto de control guardado en otro lugar.
audit-verify-do = Verificar ahora
audit-whole = El registro está íntegro: { $entries ->
    [one] una entrada
   *[other] { $entries } entradas
}, la última con el hash { $head }.
audit-broken-changed = La entrada { $entry } no coincide con su hash: se cambió después de registrarse.
audit-broken-place = La entrada { $entry } no sigue a la anterior: se quitó o se añadió algo en medio.
audit-too-long = El registro es demasiado largo para verificarlo en una página. Ejecute «commend audit verify» en el servidor.
audit-open = Abrir
audit-which = Varias personas tienen este nombre: elija una
