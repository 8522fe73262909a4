//! Private files and folders: made with modes 0600 and 0700, so that only the user who runs Commend can read them.
//!
//! [`keep_private`] sets the umask once, before any file is made, so that files made by libraries (the database with its `-wal`
//! and `-shm`, stored documents) are private too. Commend makes its own files only here, with the mode stated, so that they are
//! private even without the umask; `tests/it/tidy.rs` checks that no other file of `src` makes a file or a folder.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::Mode;

const FILE: u32 = 0o600;
const FOLDER: u32 = 0o700;
/// All permissions of the group and of other users.
const NOT_OURS: u32 = 0o077;

/// Sets the umask, for this process and those it starts: no file made from now on is open to other users.
pub fn keep_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Makes a folder and its missing parents, each with mode 0700.
///
/// # Errors
/// When a folder cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)
}

/// Opens a file for writing and keeps its contents; a new file gets mode 0600.
///
/// # Errors
/// When the file cannot be opened or made.
pub fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(FILE).open(path)
}

/// Opens a file for appending; a new file gets mode 0600.
///
/// # Errors
/// When the file cannot be opened or made.
pub fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(FILE).open(path)
}

/// Sets mode 0600 on an open file that others could read; a device or a pipe keeps its mode.
///
/// # Errors
/// When the file is open to others and belongs to another user.
pub fn close_to_others(file: &File) -> io::Result<()> {
    let found = file.metadata()?;
    if found.is_file() && found.mode() & NOT_OURS != 0 {
        file.set_permissions(Permissions::from_mode(FILE))?;
    }
    Ok(())
}

/// Writes a private file, replacing its contents. A device or a pipe, such as `/dev/stdout`, keeps its mode.
///
/// # Errors
/// When the file cannot be written, or is open to others and belongs to another user.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = open(path)?;
    // Before the first byte is written: from here on, others cannot open the file.
    close_to_others(&file)?;
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    file.write_all(bytes)
}

/// Makes a file with all its bytes or not at all, even if several processes make it at once; `false` when the file exists
/// already.
///
/// # Errors
/// When the file cannot be made.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let aside = aside(path);
    let made = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE).open(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // Unlike a rename, a hard link never replaces an existing file.
        match std::fs::hard_link(&aside, path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    };
    let made = made();
    // If the temporary file could not be made, there is nothing to remove.
    let _ = std::fs::remove_file(&aside);
    made
}

/// Name of a temporary file beside `path` that no other process and no other call uses.
fn aside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::now_v7()));
    path.with_file_name(name)
}

/// A file or folder that other users can access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// Path of the file or folder.
    pub path: PathBuf,
    /// Its permissions, for example `0o644`.
    pub mode: u32,
}

impl Exposed {
    /// The path, its mode and who can access it, in words.
    pub fn words(&self) -> String {
        let who = if self.mode & 0o007 == 0 { "its group" } else { "every user of this machine" };
        format!("{} has the mode {:04o}, which lets in {who}", self.path.display(), self.mode)
    }
}

/// Finds permissions of the group or of other users on one of our files or folders; `None` when there are none or it does not
/// exist.
pub fn exposed(path: &Path) -> Option<Exposed> {
    judged(path, |_| NOT_OURS)
}

/// Finds permissions that let others read a secret, or the group change it. A secret of another owner may be readable by its
/// group: Kubernetes and systemd hand secrets to a service that is not root in this way.
pub fn exposed_secret(path: &Path) -> Option<Exposed> {
    judged(path, |owner| if owner == rustix::process::geteuid().as_raw() { NOT_OURS } else { 0o037 })
}

fn judged(path: &Path, denied: impl Fn(u32) -> u32) -> Option<Exposed> {
    let found = std::fs::metadata(path).ok()?;
    let mode = found.mode() & 0o7777;
    (mode & denied(found.uid()) != 0).then(|| Exposed { path: path.to_owned(), mode })
}

/// Removes all permissions of the group and of other users from a file or folder.
///
/// # Errors
/// When it belongs to another user.
pub fn close(path: &Path) -> io::Result<()> {
    let mode = std::fs::metadata(path)?.mode() & 0o7777;
    std::fs::set_permissions(path, Permissions::from_mode(mode & !NOT_OURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn with_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_is_private_and_what_is_replaced_becomes_private() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        assert_eq!((mode(&deep), mode(deep.parent().unwrap())), (0o700, 0o700));
        let file = deep.join("packet.pdf");
        std::fs::write(&file, "an older and longer file").unwrap();
        with_mode(&file, 0o644);
        write(&file, b"new").unwrap();
        assert_eq!((std::fs::read(&file).unwrap(), mode(&file)), (b"new".to_vec(), 0o600));
        write(Path::new("/dev/null"), b"gone").unwrap();
    }

    #[test]
    fn one_of_many_makes_the_file_and_all_read_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let made: Vec<bool> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|n| {
                    scope.spawn({
                        let path = &path;
                        move || write_new(path, &[n; 4000])
                    })
                })
                .collect();
            makers.into_iter().map(|maker| maker.join().unwrap().unwrap()).collect()
        });
        assert_eq!(made.iter().filter(|made| **made).count(), 1);
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.len() == 4000 && bytes.iter().all(|byte| *byte == bytes[0]));
        assert_eq!(mode(&path), 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left aside");
    }

    #[test]
    fn whom_a_mode_lets_in_is_said_and_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        with_mode(folder.path(), 0o700);
        assert_eq!(exposed(folder.path()), None);
        assert_eq!(exposed(&folder.path().join("nothing")), None);
        for (given, words) in
            [(0o755, "mode 0755, which lets in every user"), (0o750, "mode 0750, which lets in its group")]
        {
            with_mode(folder.path(), given);
            let found = exposed(folder.path()).unwrap();
            assert!(found.words().contains(words), "{}", found.words());
            assert!(exposed_secret(folder.path()).is_some());
            close(folder.path()).unwrap();
            assert_eq!(mode(folder.path()), 0o700);
        }
    }
}
