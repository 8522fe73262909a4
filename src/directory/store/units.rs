//! Rows of departments and branches.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{branches, departments, people};
use crate::db::{Connection, DbError};
use crate::ids::{BranchId, DepartmentId, PersonId};

/// Reads and writes the rows of one table. The two have the same columns and ids of different types.
macro_rules! unit {
    ($table:ident, $id:ty, $insert:ident, $rename:ident) => {
        /// Every row, with its name.
        pub fn $table(conn: &mut Connection) -> Result<Vec<($id, String)>, DbError> {
            Ok($table::table.select(($table::id, $table::name)).load(conn)?)
        }

        /// Adds a row with a name that no other has.
        pub fn $insert(conn: &mut Connection, name: &str, now: Timestamp) -> Result<$id, DbError> {
            let id = <$id>::new();
            diesel::insert_into($table::table)
                .values(($table::id.eq(id), $table::name.eq(name), $table::created_at.eq(now)))
                .execute(conn)?;
            Ok(id)
        }

        /// Gives a row another name, which no other has.
        pub fn $rename(conn: &mut Connection, id: $id, name: &str) -> Result<(), DbError> {
            diesel::update($table::table.find(id)).set($table::name.eq(name)).execute(conn)?;
            Ok(())
        }
    };
}

unit!(departments, DepartmentId, insert_department, rename_department);
unit!(branches, BranchId, insert_branch, rename_branch);

/// The department of exactly this name, if an active person works in it.
pub fn active_department(conn: &mut Connection, name: &str) -> Result<Option<DepartmentId>, DbError> {
    let found = departments::table.inner_join(people::table).filter(departments::name.eq(name));
    Ok(found.filter(people::active.eq(true)).select(departments::id).first(conn).optional()?)
}

/// The name of a department.
pub fn department_name(conn: &mut Connection, id: DepartmentId) -> Result<String, DbError> {
    Ok(departments::table.find(id).select(departments::name).first(conn)?)
}

/// All departments with an active person, by name.
pub fn active_departments(conn: &mut Connection) -> Result<Vec<(DepartmentId, String)>, DbError> {
    Ok(departments::table
        .inner_join(people::table)
        .filter(people::active.eq(true))
        .select((departments::id, departments::name))
        .distinct()
        .order(departments::name)
        .load(conn)?)
}

/// The people who left from a department.
pub fn leavers_of_department(conn: &mut Connection, department: DepartmentId) -> Result<Vec<PersonId>, DbError> {
    let left = people::table.filter(people::department_id.eq(department)).filter(people::active.eq(false));
    Ok(left.select(people::id).load(conn)?)
}
