//! An edit: what one person changed of one driver at one moment.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::digest::Digest;
use super::map::Map;

/// Names what the edits are of: a driver, or the register itself.
pub type EntryId = String;

/// The entry whose edits are the register's own: its title, and its saved views.
///
/// No driver can have this id: a file's driver ids never begin with `@`.
pub const REGISTER: &str = "@register";

/// Names an edit by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditId(pub Digest);

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What one person changed at one moment: a skeleton of digests. The values stand beside it, in the entry.
///
/// Nothing here may change after the edit is made: its id is the digest of all of it and of the entry's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The edits that were on screen when the person began, but for those in the past of others of these.
    pub after: BTreeSet<EditId>,
    /// When the edit was saved, by the clock of the person's machine. Shown, and breaks ties; never orders
    /// edits that know each other. `None` where a file doesn't say.
    pub at: Option<Timestamp>,
    /// The name that the person gave. `None` for an edit made by hand in a file, or without a name.
    pub by: Option<String>,
    /// Each changed field's new value, by its digest; `None` clears the field.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub set: Map<String, Option<Digest>>,
    /// Edits that this one undoes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub revokes: BTreeSet<EditId>,
    /// Values, and elements of lists, that no copy is to keep ([`super::removal`]).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removes: BTreeSet<Digest>,
    /// A whole driver as a file of another program had it, without saying after which edits: such files follow
    /// one another by `at`, and only what differs from the file before asserts anything.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snapshot: bool,
}

impl Edit {
    /// The edit's id as a change of this entry.
    pub fn id(&self, entry: &str) -> EditId {
        let mut whole = serde_json::to_value(self).unwrap_or(Value::Null);
        whole["driver"] = json!(entry);
        EditId(Digest::of(&whole))
    }

    /// What "the latest" means between edits that don't know each other.
    pub(super) fn rank(&self, id: EditId) -> (Option<Timestamp>, EditId) {
        (self.at, id)
    }

    /// Whether the edit does nothing but move the driver to the trash or out of it.
    pub(super) fn is_of_trash_only(&self) -> bool {
        self.set.keys().all(|key| key == super::field::TRASHED)
    }
}

/// The id of a comment, by its author, time and text; with it, the key under which it stands.
pub fn comment_key(comment: &Value) -> String {
    let identity = json!([comment["by"], comment["at"], comment["text"]]);
    format!("{}{}", super::field::COMMENT, Digest::of(&identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit() -> Edit {
        Edit {
            after: BTreeSet::new(),
            at: Some("2026-11-22T10:00:00Z".parse().unwrap()),
            by: Some("JC".into()),
            set: [("title".to_owned(), Some(Digest::of(&json!("A plan"))))].into(),
            ..Edit::default()
        }
    }

    #[test]
    fn an_id_covers_all_of_the_edit_and_its_driver() {
        let first = edit();
        let id = first.id("a");
        let mut others = vec![first.id("b")];
        others.push(Edit { at: None, ..edit() }.id("a"));
        others.push(Edit { by: None, ..edit() }.id("a"));
        others.push(
            Edit {
                after: [id].into(),
                ..edit()
            }
            .id("a"),
        );
        others.push(
            Edit {
                set: Map::new(),
                ..edit()
            }
            .id("a"),
        );
        others.push(
            Edit {
                revokes: [id].into(),
                ..edit()
            }
            .id("a"),
        );
        others.push(
            Edit {
                removes: [id.0].into(),
                ..edit()
            }
            .id("a"),
        );
        others.push(
            Edit {
                snapshot: true,
                ..edit()
            }
            .id("a"),
        );
        let distinct: BTreeSet<_> = others.iter().chain([&id]).collect();
        assert_eq!(distinct.len(), others.len() + 1);
    }

    #[test]
    fn an_id_is_that_of_the_json_in_files() {
        insta::assert_snapshot!(
            serde_json::to_string(&edit()).unwrap(),
            @r#"{"after":[],"at":"2026-11-22T10:00:00Z","by":"JC","set":{"title":"6fvomoaanjykjn7b52g5ixotym"}}"#
        );
        let read: Edit = serde_json::from_str(&serde_json::to_string(&edit()).unwrap()).unwrap();
        assert_eq!(read.id("a"), edit().id("a"));
    }
}
