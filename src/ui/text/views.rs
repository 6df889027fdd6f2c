//! Sentences of saved views, on the list and wherever a change of one is told.

use serde_json::Value;

use super::changes::with_conflict;
use super::{counted, field, listed};
use crate::domain::changes::FieldChange;
use crate::domain::saved_view::{NameProblem, VIEW, name_of};

pub const SAVE: &str = "Save view";
pub const NAME: &str = "Name of the view";
pub const NAME_HINT: &str = "Everyone who has this register sees it.";
pub const NEW_NAME: &str = "New name";
pub const MANAGE: &str = "Manage saved views";
pub const RENAME: &str = "Rename";
pub const REMOVE: &str = "Remove";
pub const LINK_HINT: &str = "A link works for everyone who opens this page from the same place and has this register. Elsewhere, put the part from # on behind the address of the page.";

pub fn problem(problem: NameProblem, name: &str) -> String {
    match problem {
        NameProblem::Empty => "Enter a name for the view".to_owned(),
        NameProblem::Taken => format!("There is a view called “{name}” already"),
    }
}
pub fn replace(name: &str) -> String {
    format!("Replace “{name}”")
}
/// For screen readers, after the words that all views share.
pub fn of_view(name: &str) -> String {
    format!(" {name}")
}
pub fn link_to(name: &str) -> String {
    format!("Link to “{name}”")
}
pub fn link_copied(name: &str) -> String {
    format!("The link to “{name}” was copied.")
}
pub const COPY_BY_HAND: &str =
    "The browser did not let this page copy. The link is selected: press Ctrl+C to copy it.";

pub fn saved(name: &str) -> String {
    format!("The view “{name}” was saved.")
}
pub fn replaced(name: &str) -> String {
    format!("The view “{name}” now shows this list.")
}
pub fn renamed(name: &str, now: &str) -> String {
    format!("The view “{name}” is now called “{now}”.")
}
pub fn removed(name: &str) -> String {
    format!("The view “{name}” was removed.")
}
pub fn settled(name: &str) -> String {
    format!("The view “{name}” was settled.")
}

pub const IN_CONFLICT: &str =
    "Two people changed this view without knowing of each other’s change. Choose one:";
pub const WAS_REMOVED: &str =
    "One person removed this view while another changed it. It was kept. Choose what stands:";

// In what is told of the register itself.

/// "the saved view “Overdue”".
pub fn label(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("the saved view “{name}”"),
        None => "a saved view".to_owned(),
    }
}

/// What fields of the register itself there are among these: "title and 2 saved views".
pub fn of_register<'a>(keys: impl IntoIterator<Item = &'a str>) -> String {
    let (views, others): (Vec<&str>, Vec<&str>) =
        keys.into_iter().partition(|key| key.starts_with(VIEW));
    let others = others.into_iter().map(|key| field(key).to_lowercase());
    let views = (!views.is_empty()).then(|| counted(views.len(), "saved view", "saved views"));
    listed(&others.chain(views).collect::<Vec<_>>())
}

/// What is said of a view that changed; `None` for a field that is no view.
pub fn change(field: &FieldChange) -> Option<(String, String)> {
    if !field.key.starts_with(VIEW) {
        return None;
    }
    let [before, after] = [&field.before, &field.after].map(name_of);
    let said = match (&before, &after) {
        (None, Some(_)) => "saved".to_owned(),
        (Some(_), None) => "removed".to_owned(),
        (Some(before), Some(after)) if before != after => {
            format!("was called “{before}” before")
        }
        (Some(_), Some(_)) if field.before != field.after => "shows another list".to_owned(),
        _ => "changed".to_owned(),
    };
    let name = after.or(before);
    Some((label(name.as_deref()), with_conflict(field, said)))
}

/// What people read of a view's value in the history.
pub fn value(value: &Value) -> Option<String> {
    let name = name_of(value)?;
    let shows = value.get("shows").and_then(Value::as_str)?;
    Some(match shows {
        "" => format!("“{name}”: all drivers"),
        shows => format!("“{name}”: {shows}"),
    })
}
