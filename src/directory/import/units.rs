//! The rows of departments and branches in an import: found by name, renamed and added.

use std::collections::HashMap;

use super::changes::{PersonChange, Rename, Unit};
use super::rows::Record;
use crate::audit::{Actor, Event, Trail};
use crate::clock::Timestamp;
use crate::db::{Connection, DbError};
use crate::directory::store;
use crate::ids::{BranchId, DepartmentId};

/// The rows of departments and branches by name.
#[derive(Debug, Clone, Default)]
pub struct Units {
    departments: HashMap<String, DepartmentId>,
    branches: HashMap<String, BranchId>,
}

impl Unit {
    /// The name of this unit in a record; empty where the source gives none.
    pub fn name(self, record: &Record) -> &str {
        match self {
            Self::Department => &record.department,
            Self::Branch => &record.branch,
        }
    }
}

impl Units {
    /// The rows there are.
    pub fn stored(conn: &mut Connection) -> Result<Self, DbError> {
        Ok(Self {
            departments: store::departments(conn)?.into_iter().map(|(id, name)| (name, id)).collect(),
            branches: store::branches(conn)?.into_iter().map(|(id, name)| (name, id)).collect(),
        })
    }

    /// True when a unit has this name.
    pub fn has(&self, unit: Unit, name: &str) -> bool {
        match unit {
            Unit::Department => self.departments.contains_key(name),
            Unit::Branch => self.branches.contains_key(name),
        }
    }

    /// The row of a record's department; none where the source gives none.
    pub fn department(&self, record: &Record) -> Option<DepartmentId> {
        self.departments.get(&record.department).copied()
    }

    /// The row of a record's branch.
    pub fn branch(&self, record: &Record) -> Option<BranchId> {
        self.branches.get(&record.branch).copied()
    }

    /// Renames rows and adds those of new names, and returns the rows that the changed people refer to.
    pub fn write(
        mut self,
        conn: &mut Connection,
        trail: &mut Trail,
        by: Actor,
        (renames, changes): (&[Rename], &[PersonChange]),
        now: Timestamp,
    ) -> Result<Self, DbError> {
        for Rename { unit, from, to } in renames {
            // The name before stays in the map, for people who leave with it.
            let event = match unit {
                Unit::Department => {
                    let Some(id) = self.departments.get(from).copied() else { continue };
                    self.departments.insert(to.clone(), id);
                    store::rename_department(conn, id, to)?;
                    Event::new(by, "department.renamed", format!("department:{id}"))
                }
                Unit::Branch => {
                    let Some(id) = self.branches.get(from).copied() else { continue };
                    self.branches.insert(to.clone(), id);
                    store::rename_branch(conn, id, to)?;
                    Event::new(by, "branch.renamed", format!("branch:{id}"))
                }
            };
            trail.record(event);
        }
        for Record { department, branch, .. } in changes.iter().map(|change| &change.after) {
            if !department.is_empty() && !self.departments.contains_key(department) {
                self.departments.insert(department.clone(), store::insert_department(conn, department, now)?);
            }
            if !branch.is_empty() && !self.branches.contains_key(branch) {
                self.branches.insert(branch.clone(), store::insert_branch(conn, branch, now)?);
            }
        }
        Ok(self)
    }

    /// The departments that were renamed.
    pub fn renamed_departments(&self, renames: &[Rename]) -> Vec<DepartmentId> {
        let departments = renames.iter().filter(|rename| rename.unit == Unit::Department);
        departments.filter_map(|rename| self.departments.get(&rename.to).copied()).collect()
    }
}
