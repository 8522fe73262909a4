# The page of a correction.
correct-title = Corregir este reconocimiento
correct-lead = Corrija a quién se felicita o el párrafo de la persona que atendió. La versión { $version } sustituye entonces a la copia enviada, y se avisa a todas las personas que la tienen.
correct-who = A quién se felicita
correct-search = Añadir a alguien
correct-note = El párrafo de la sucursal
correct-note-hint = Escrito por { $name }. Aparece tal como se envió, con lo que se ocultó.
correct-reason = Motivo
correct-reason-hint = Lo lee todo el mundo que tiene una copia. No escriba aquí datos de clientes.
correct-look = Volver a mirar
correct-do = Enviar la versión { $version }
correct-leave = Dejarlo como está
correct-who-told = A quién se avisará
correct-none-yet = Todavía no ha cambiado nada. Estas personas tienen la carta.
correct-nobody-told = Nadie tiene una copia todavía.
correct-gets-letter = Recibe la carta
correct-gets-new = Recibe la versión { $version }
correct-gets-notice = Se le avisa de que era para otra persona y de que no la conserve
correct-stays = Qué no cambia
correct-stays-letter = La carta de la persona cliente: está firmada y nadie la cambia.
correct-stays-first = La versión anterior queda registrada. Su código dice que una más nueva la sustituye.
correct-stays-withdraw = Si todo es erróneo, retire el reconocimiento.
correct-changed = Ha cambiado a quién se avisará o lo que podría ser un nombre
correct-changed-text = No se ha enviado nada. Mire otra vez la lista junto al formulario y envíe después.
correct-unchanged = No cambiaría nada: el registro ya dice esto.
correct-problem-reason = Diga el motivo con palabras que pueda leer todo el mundo que tiene una copia.
correct-problem-note = Un párrafo se puede escribir de nuevo, no quitar. Escriba el nuevo.
record-correct = Corregirlo
flash-corrected = La nueva versión va de camino a todas las personas que tienen una copia.

# The page of a withdrawal, and the lines of what happened.
withdrawal-ask = ¿Retirarlo para todo el mundo?
withdrawal-told = A quién se avisa de la retirada
withdrawal-nobody = Nadie tiene una copia todavía; los correos en espera no se envían.
withdrawal-final = Una retirada no se puede deshacer. Para cambiar solo a quién se felicita o un párrafo, corríjalo.
withdrawal-keep = Mantenerlo
story-title = Qué ha ocurrido
story-noted = { $name } anotó quién ayudó
story-sent = { $count ->
    [one] { $name } lo envió a una persona
   *[other] { $name } lo envió a { $count } personas
}
story-accepted = Correo aceptado para { $people }
story-failed = Se abandonó el correo a { $to }; Recursos Humanos lo sabe
story-bounced = El correo a { $to } volvió; Recursos Humanos lo sabe
story-unknown = No se sabe si el correo a { $to } llegó
story-read = { $name } dio acuse: leído
story-read-told = { $name } dio acuse: leído y comunicado a la persona felicitada
story-read-filed = { $name } dio acuse: leído y archivado
story-read-told-filed = { $name } dio acuse: leído, comunicado a la persona felicitada y archivado
story-thanked = { $name } dio las gracias
story-named = { $name } dijo quién ayudó: { $helper }
story-corrected = { $name } lo corrigió: versión { $version }
story-not-about-me = { $name } dijo: esto no trata de mí
story-not-my-report = { $name } dijo: no superviso a esta persona
story-original-read = { $name } leyó el original
story-withdrawn = { $name } lo retiró
# El cliente retira el permiso para dar su nombre.
consent-link = Quitar el nombre del cliente
consent-ask = ¿Quitar el nombre del cliente?
consent-text = Solo cuando el cliente retira el permiso para dar su nombre. Se hace una versión nueva sin nombre, firma ni página escaneada, y el código de la anterior dice que fue sustituida. La carta y el agradecimiento quedan.
consent-told = Reciben la versión nueva, con el ruego de borrar la anterior
consent-nobody = Nadie tiene todavía una copia; los correos en espera salen con la versión nueva.
consent-reason = Motivo, con palabras que pueda leer quien tenga una copia
consent-final = No se puede deshacer. Recursos Humanos y auditoría siguen viendo el nombre en el registro.
consent-do = Hacer la versión sin el nombre
flash-name-taken-back = El nombre se ha quitado y se avisa a quien tiene una copia.
story-name-taken-back = { $name } quitó el nombre del cliente: versión { $version }
story-client-told = Se aceptó un correo al cliente
