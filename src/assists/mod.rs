//! Who helped me: the note of one occasion, and the banker's helper book made of them.
pub struct Hint {
    pub name: String,
    pub department: String,
    pub extension: Option<String>,
}
pub struct Assist {
    pub id: crate::ids::AssistId,
    pub helper_id: Option<crate::ids::PersonId>,
    pub hint: Option<Hint>,
}
pub mod operations {
    use super::*;
    use crate::db::*;
    use crate::ids::*;
    pub fn of_banker(_: &mut Connection, _: AssistId, _: PersonId) -> Result<Option<Assist>, DbError> {
        Ok(None)
    }
    pub fn name_helper(_: &mut Connection, _: AssistId, _: PersonId) -> Result<(), DbError> {
        Ok(())
    }
}
