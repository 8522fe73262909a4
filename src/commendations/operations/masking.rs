//! Masking of the client's name in texts written after sending: thanks, notes, reasons. They circulate as the letter does, and
//! nobody previews them, so in doubt a name is withheld.

use crate::commendations::compose::withheld_name;
use crate::commendations::store;
use crate::db::{Connection, DbError};
use crate::directory;
use crate::ids::{CommendationId, PersonId};
use crate::letters::screening::{ClientName, mask_in_doubt};

/// The name that has to be hidden in texts about a commendation; nothing where the client shares it or it is not known.
pub(super) fn name_in(conn: &mut Connection, id: CommendationId) -> Result<Option<ClientName>, DbError> {
    let Some(original) = store::originals(conn, id)? else { return Ok(None) };
    let signed = store::written_letter(conn, id)?.and_then(|letter| letter.signature_name);
    let names = [original.client_name.as_deref(), signed.as_deref()];
    let Some(name) = withheld_name(names, original.client_email.as_deref(), original.client_name_shared) else {
        return Ok(None);
    };
    let banker = store::find(conn, id)?.map(|record| record.banker_id);
    let helpers = store::helpers_of(conn, &[id])?;
    let ids: Vec<PersonId> = helpers.iter().map(|share| share.person_id).chain(banker).collect();
    let staff = directory::operations::people_by_ids(conn, &ids)?;
    Ok(Some(name.beside(staff.values().map(|person| person.name.as_str()))))
}

/// A text about a commendation as it may be read and mailed.
pub(super) fn masked(conn: &mut Connection, id: CommendationId, text: &str) -> Result<String, DbError> {
    Ok(mask_in_doubt(text, name_in(conn, id)?.as_ref()).text)
}
