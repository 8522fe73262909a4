# The audit trail, for auditors.
audit-title = Audit trail
audit-what = Each action with its actor and time, the newest first. Nothing in it can be changed unseen.
audit-letters = All commendations
audit-export = Export (JSON lines)
audit-object = About, such as C-2026-000123 or commendation:0193…
audit-actor = By: a name, system or command_line
audit-from = From
audit-entries = Entries
audit-none-text = Widen the period, or leave a field empty. Ids are copied as they stand.
audit-place = No.
audit-time = Time
audit-action = Action
audit-actor-short = By
audit-object-short = About
audit-detail = Detail
audit-more = Older entries
audit-verify = Verify the trail
audit-verify-text = Each entry holds the hash of the one before. The check reads all of them and names the first that does not follow. A cut-off end is seen only against a checkpoint kept elsewhere.
audit-verify-do = Verify now
audit-whole = The trail is whole: { $entries ->
    [one] one entry
   *[other] { $entries } entries
}, the last with hash { $head }.
audit-broken-changed = Entry { $entry } does not match its hash: it was changed after it was recorded.
audit-broken-place = Entry { $entry } does not follow the one before it: something was removed or put in between.
audit-too-long = The trail is too long to be verified on a page. Run “commend audit verify” on the server.
audit-open = Open
audit-which = Several people have this name: choose one
