# The words as they were written.
original-title = The original of { $reference }
original-text = The original has everything that was masked in the copies, and the client’s name also where it is kept back. That you read it is recorded in the trail, with the time.
original-read = Read it, and record that
original-recorded = Your reading is recorded.
original-client = The client
original-name = Name
original-email = Mail address
original-letter = The letter as it was signed
original-pages = The pages as they came
original-page = Page { $number } as it came
original-note = The banker’s note as it was written
original-none = No client’s letter is in this commendation.
original-not-given = Not given
original-signed = Signed { $name }
