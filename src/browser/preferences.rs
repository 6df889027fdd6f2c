//! What one person prefers in this browser: kept in `localStorage`, or for this session where that is blocked.
//!
//! Each preference has its own key, so damage to one leaves the others. Nothing is written at reading; what can't
//! be read stays until the person changes that preference, and is then set aside under `<key>:damaged`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::PREFIX;
use super::web_storage::{Fault, WebStorage};

/// What the person chose, and the registers that were opened here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The name that edits are signed with; empty where none was given.
    pub name: String,
    /// In the order in which they came to be known.
    pub registers: Vec<KnownRegister>,
    /// The register to open next time.
    pub last_register: Option<String>,
    /// By the register's id. As good as the clock, and as `localStorage`: what is lost is asked about once more.
    pub moments: BTreeMap<String, Moments>,
    /// What columns of tables were chosen to be, by their headers.
    pub columns: BTreeMap<String, String>,
}

/// When files of a register were last given out and taken in, by this machine's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moments {
    /// A copy of the whole register was saved.
    pub copied: Option<Timestamp>,
    pub imported: Option<Timestamp>,
}

/// A register that was opened in this browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRegister {
    pub id: String,
    pub title: String,
}

/// A preference holds for this session only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    Blocked,
    Full,
}

const NAME: &str = "name";
const REGISTERS: &str = "registers";
const LAST_REGISTER: &str = "last-register";
const MOMENTS: &str = "moments";
const COLUMNS: &str = "columns";

impl Preferences {
    /// Reads what is kept; what isn't there or can't be read is as if never chosen.
    pub fn load() -> Self {
        Self {
            name: read(NAME).unwrap_or_default(),
            registers: read(REGISTERS).unwrap_or_default(),
            last_register: read(LAST_REGISTER),
            moments: read(MOMENTS).unwrap_or_default(),
            columns: read(COLUMNS).unwrap_or_default(),
        }
    }

    /// Signs edits with this name from now on.
    pub fn set_name(&mut self, name: impl Into<String>) -> Result<(), NotKept> {
        self.name = name.into();
        keep(NAME, &self.name)
    }

    /// Remembers what columns were chosen to be where that isn't what they would be guessed to be, beside those that
    /// other tabs chose meanwhile.
    pub fn set_columns(
        &mut self,
        chosen: BTreeMap<String, String>,
        guesses: &BTreeMap<String, String>,
    ) -> Result<(), NotKept> {
        self.columns = read(COLUMNS).unwrap_or_else(|| std::mem::take(&mut self.columns));
        for (header, key) in chosen {
            match guesses.get(&header) == Some(&key) {
                true => drop(self.columns.remove(&header)),
                false => drop(self.columns.insert(header, key)),
            }
        }
        keep(COLUMNS, &self.columns)
    }

    /// Opens this register next time.
    pub fn set_last_register(&mut self, id: impl Into<String>) -> Result<(), NotKept> {
        let id = self.last_register.insert(id.into());
        keep(LAST_REGISTER, id)
    }

    /// Adds a register to the list, or gives it another title there.
    pub fn know_register(&mut self, register: KnownRegister) -> Result<(), NotKept> {
        self.take_in_registers();
        match self
            .registers
            .iter_mut()
            .find(|known| known.id == register.id)
        {
            Some(known) if *known == register => return Ok(()),
            Some(known) => *known = register,
            None => self.registers.push(register),
        }
        keep(REGISTERS, &self.registers)
    }

    /// Takes a register off the list. What is stored of it is the store's business.
    pub fn forget_register(&mut self, id: &str) -> Result<(), NotKept> {
        self.take_in_registers();
        self.registers.retain(|known| known.id != id);
        keep(REGISTERS, &self.registers)?;
        self.take_in_moments();
        if self.moments.remove(id).is_some() {
            keep(MOMENTS, &self.moments)?;
        }
        if self.last_register.as_deref() == Some(id) {
            self.last_register = None;
            if let Some(storage) = WebStorage::open() {
                storage.delete(&key(LAST_REGISTER));
            }
        }
        Ok(())
    }

    /// When files of this register were given out and taken in.
    pub fn moments_of(&self, id: &str) -> Moments {
        self.moments.get(id).copied().unwrap_or_default()
    }

    /// Notes that a file of this register was given out or taken in.
    pub fn note(&mut self, id: &str, what: impl FnOnce(&mut Moments)) -> Result<(), NotKept> {
        self.take_in_moments();
        what(self.moments.entry(id.to_owned()).or_default());
        keep(MOMENTS, &self.moments)
    }

    /// The list as another tab may have left it meanwhile.
    fn take_in_registers(&mut self) {
        if let Some(registers) = read(REGISTERS) {
            self.registers = registers;
        }
    }

    fn take_in_moments(&mut self) {
        if let Some(moments) = read(MOMENTS) {
            self.moments = moments;
        }
    }
}

fn key(preference: &str) -> String {
    format!("{PREFIX}preferences:{preference}")
}

fn read<T: DeserializeOwned>(preference: &str) -> Option<T> {
    let text = WebStorage::open()?.text(&key(preference))?;
    serde_json::from_str(&text).ok()
}

fn keep<T: Serialize + DeserializeOwned>(preference: &str, value: &T) -> Result<(), NotKept> {
    let storage = WebStorage::open().ok_or(NotKept::Blocked)?;
    let key = key(preference);
    if let Some(text) = storage.text(&key)
        && serde_json::from_str::<T>(&text).is_err()
    {
        storage.put_text(&format!("{key}:damaged"), &text)?;
    }
    Ok(storage.put(&key, value)?)
}

impl From<Fault> for NotKept {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::Blocked | Fault::Failed { .. } => Self::Blocked,
        }
    }
}
