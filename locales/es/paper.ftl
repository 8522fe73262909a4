# Letters on paper: sheets to print, and where their scans belong.
paper-title = Incorporar una carta en papel
paper-lead = Un escaneo o una foto de la hoja impresa encuentra su borrador por el código que lleva. Pueden venir varias hojas en un archivo: cada una va a su borrador.
paper-ask = ¿De qué carta es esto?
paper-ask-lead = Ningún código de estas páginas lleva a un borrador suyo al que aún le falte la carta.
paper-which = La carta es para
paper-which-none = Elija el borrador o empiece uno nuevo.
paper-new = Un borrador nuevo
paper-put = Ponerla ahí
paper-kept = Las páginas esperan aquí hasta mañana.
flash-pages-elsewhere = El código de la hoja es de este borrador; por eso las páginas están aquí.
flash-pages-placed = Cada hoja está en su borrador.
paper-bring = Incorporar una carta en papel
paper-print = Imprimir una hoja para el cliente
paper-print-text = El cliente escribe a mano, marca la casilla y firma. Un escaneo o una foto de la hoja encuentra este borrador por el código.
paper-print-in = En el idioma del cliente:
paper-no-font = Este servidor no tiene letra para ese idioma. Elija otro o pida a su departamento de informática que la instale.
