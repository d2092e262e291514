//! The names of a system: each has one owner, and is free again when its owner ends.

use std::collections::HashMap;

use crate::actor::{
    error::{CreateError, ExitReason},
    host::Claim,
    id::ActorId,
};

/// The names and their owners. `W` is what waits for an owner that is being started.
pub(crate) struct Directory<W> {
    names: HashMap<String, Entry<W>>,
    owners: HashMap<ActorId, String>,
}

struct Entry<W> {
    owner: ActorId,
    actor: String,
    /// Those who claimed the name before its owner ran; `None` once it runs.
    waiting: Option<Vec<W>>,
}

/// What is to be told to one who waited.
pub(crate) type Told<W> = (W, Result<Claim, CreateError>);

impl<W> Directory<W> {
    /// Claims `name` for `id`, an `actor`. The answer, unless it has to be waited for.
    pub(crate) fn claim(
        &mut self,
        name: &str,
        actor: &str,
        id: ActorId,
        waiter: W,
    ) -> Option<Told<W>> {
        let Some(entry) = self.names.get_mut(name) else {
            let entry = Entry { owner: id, actor: actor.to_owned(), waiting: Some(Vec::new()) };
            self.names.insert(name.to_owned(), entry);
            self.owners.insert(id, name.to_owned());
            return Some((waiter, Ok(Claim::New)));
        };
        if entry.actor != actor {
            let error = CreateError::NameTaken {
                name: name.to_owned(),
                found: entry.actor.clone(),
                actor: actor.to_owned(),
            };
            return Some((waiter, Err(error)));
        }
        match &mut entry.waiting {
            None => Some((waiter, Ok(Claim::Owned(entry.owner)))),
            Some(waiting) => {
                waiting.push(waiter);
                None
            }
        }
    }

    /// The owner `id` runs, or could not be started. Those who waited are to be told.
    #[must_use]
    pub(crate) fn settle(&mut self, id: ActorId, result: &Result<(), CreateError>) -> Vec<Told<W>> {
        let Some(entry) = self.owners.get(&id).and_then(|name| self.names.get_mut(name)) else {
            return Vec::new();
        };
        let waiting = entry.waiting.take().unwrap_or_default();
        if result.is_err() {
            self.forget(id);
        }
        let told = || match result {
            Ok(()) => Ok(Claim::Owned(id)),
            Err(error) => Err(error.clone()),
        };
        waiting.into_iter().map(|waiter| (waiter, told())).collect()
    }

    /// The owner `id` has ended: its name is free. Those who waited are to be told why.
    #[must_use]
    pub(crate) fn release(&mut self, id: ActorId, reason: &ExitReason) -> Vec<Told<W>> {
        let Some(name) = self.owners.get(&id) else { return Vec::new() };
        let actor = self.names.get(name).map(|entry| entry.actor.clone()).unwrap_or_default();
        let error = Err(CreateError::Init { actor, reason: reason.to_string() });
        let told = self.settle(id, &error);
        self.forget(id);
        told
    }

    fn forget(&mut self, id: ActorId) {
        if let Some(name) = self.owners.remove(&id) {
            self.names.remove(&name);
        }
    }
}

impl<W> Default for Directory<W> {
    fn default() -> Self {
        Self { names: HashMap::new(), owners: HashMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::id::ProcessId;

    fn id(index: u32) -> ActorId {
        let process = ProcessId::from_raw(7).expect("not zero");
        ActorId { process, index, generation: 1 }
    }

    #[test]
    fn the_second_claim_waits_for_the_first_owner_and_gets_it() {
        let mut names = Directory::default();
        assert_eq!(names.claim("a", "Actor", id(1), "first"), Some(("first", Ok(Claim::New))));
        assert_eq!(names.claim("a", "Actor", id(2), "second"), None);
        assert_eq!(names.settle(id(1), &Ok(())), vec![("second", Ok(Claim::Owned(id(1))))]);
        let third = names.claim("a", "Actor", id(3), "third");
        assert_eq!(third, Some(("third", Ok(Claim::Owned(id(1))))));
    }

    #[test]
    fn another_type_is_an_error_that_names_the_owner() {
        let mut names = Directory::default();
        names.claim("a", "Actor", id(1), ());
        let error = names.claim("a", "Other", id(2), ()).expect("at once").1.expect_err("taken");
        assert_eq!(error.to_string(), "the name `a` belongs to a `Actor`, not to a `Other`");
    }

    #[test]
    fn a_name_is_free_again_when_its_owner_ends_or_was_never_started() {
        let mut names = Directory::default();
        names.claim("a", "Actor", id(1), ());
        assert!(names.claim("a", "Actor", id(2), ()).is_none());
        let told = names.release(id(1), &ExitReason::Requested);
        assert!(matches!(told[..], [((), Err(CreateError::Init { .. }))]));
        assert_eq!(names.claim("a", "Other", id(3), ()), Some(((), Ok(Claim::New))));
    }
}
