# Letters on paper: sheets to print, and where their scans belong.
paper-title = Bring in a letter on paper
paper-lead = A scan or a photo of the printed sheet finds its draft by the code on it. Several sheets may come in one file: each goes to its own draft.
paper-ask = Where does this letter belong?
paper-ask-lead = No draft of yours that still needs a letter was found by a code on these pages.
paper-which = The letter is for
paper-which-none = Choose the draft, or begin a new one.
paper-new = A new draft
paper-put = Put it there
paper-kept = The pages wait here until tomorrow.
flash-pages-elsewhere = The code on the sheet belongs to this draft, so the pages are here.
flash-pages-placed = Each sheet is in its draft.
paper-bring = Bring in a letter on paper
paper-print = Print a sheet for the client
paper-print-text = The client writes by hand, ticks and signs. A scan or a photo of the sheet finds this draft by the code on it.
paper-print-in = In the client’s language:
paper-no-font = This server has no font for that language. Choose another language, or ask your IT to install one.
