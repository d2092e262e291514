//! Making actors: at once as a child, or with all that may be wished of them.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{
    actor::{
        address::Address,
        capability::{self, Requirements, Value},
        context::Context,
        error::{CreateError, ExitReason},
        family::Family,
        host::{Claim, Host},
        id::ActorId,
        options::Placement,
        registered::{Role, StartRequest},
        restart::{Restart, Restarts},
        system::{ActorExitRequest, System},
        traits::{Actor, Envelope},
        transient::{Since, Transient},
        troupe::TroupeSettings,
        written::Awaited,
    },
    engine::{
        seed::{AnySeed, Seed},
        spawn::{Birth, spawn},
    },
};

/// An actor about to be made: await it.
///
/// What [`ActorSystem::create`](crate::ActorSystem::create) and
/// [`Context::create`](crate::Context::create) give.
#[must_use = "nothing is made before it is awaited: write `.await`"]
pub struct Create<'a, A: Actor> {
    host: Arc<dyn Host>,
    args: A::Args,
    /// The creator that is an actor.
    parent: Option<(ActorId, &'a Family)>,
    name: Option<String>,
    requirements: Requirements,
    role: Result<Role, CreateError>,
    limit: Duration,
}

impl<'a, A: Actor> Create<'a, A> {
    pub(crate) fn new(
        host: Arc<dyn Host>,
        args: A::Args,
        parent: Option<(ActorId, &'a Family)>,
    ) -> Self {
        let requirements = Requirements::default();
        let role = Ok(Role::Actor);
        let limit = host.rules().create_timeout;
        Self { host, args, parent, name: None, requirements, role, limit }
    }

    /// Only for what is said to one who forgot to wait.
    #[doc(hidden)]
    pub fn unwrap<T>(self) -> T
    where
        Self: Awaited,
    {
        unreachable!("nothing is `Awaited`")
    }

    /// Gets the actor of this name, or makes it if there is none. The name is unique in the
    /// system; the arguments count only if the actor is made now. A named actor is nobody's child.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Wants `key` to be `value` at the place where the actor runs: what the actor's own
    /// `#[capability_check]` gets to see.
    pub fn require(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.requirements.set(key, value);
        self
    }

    /// Makes a troupe: one address, and behind it up to `max` workers, of which `idle` stay when
    /// there is nothing to do. It is what `#[troupe(max = …, idle = …)]` says, and comes before
    /// what that says.
    ///
    /// The settings of such a troupe, if the actor has no `#[troupe]`, are changed by sending an
    /// [`UpdateTroupeSettings`](crate::UpdateTroupeSettings) to its [`any`](Address::any) address.
    ///
    /// # Errors
    /// [`CreateError::Troupe`], when one of them is zero, or `idle` is more than `max`.
    pub fn troupe(mut self, max: u32, idle: u32) -> Self {
        const {
            assert!(
                A::OPTIONS.transient.is_none(),
                "a transient actor can't be a troupe: leave `troupe` out, or `#[transient]`",
            );
            assert!(
                A::Envelope::FIRST.is_none(),
                "an actor that waits for messages can't be a troupe: leave `troupe` out, or \
                 `#[init_messages]`",
            );
        }
        let actor = A::name().to_owned();
        self.role = match (self.role, TroupeSettings::checked(max, idle)) {
            (Ok(Role::Transient(_)), _) => Err(CreateError::Combination { actor }),
            (Err(error), _) => Err(error),
            (_, Err(reason)) => Err(CreateError::Troupe { actor, reason }),
            (_, Ok(settings)) => Ok(Role::Manager(settings)),
        };
        self
    }

    /// Lets the actor end so long after its first message. Never having had one, it stays. It is
    /// what `#[transient(after = "…")]` says, and comes before what that says.
    ///
    /// # Errors
    /// [`CreateError::Combination`], when a troupe is made of it too.
    pub fn transient(self, after: Duration) -> Self {
        self.ending(Transient { after, since: Since::First })
    }

    /// Lets the actor end so long after its last message. Never having had one, it stays. It is
    /// what `#[transient_idle(after = "…")]` says, and comes before what that says.
    ///
    /// # Errors
    /// [`CreateError::Combination`], when a troupe is made of it too.
    pub fn transient_idle(self, after: Duration) -> Self {
        self.ending(Transient { after, since: Since::Last })
    }

    fn ending(mut self, transient: Transient) -> Self {
        const {
            assert!(
                A::OPTIONS.troupe.is_none(),
                "a troupe can't be transient: leave `transient` out, or `#[troupe]`",
            );
        }
        self.role = match self.role {
            Ok(Role::Manager(_)) => Err(CreateError::Combination { actor: A::name().to_owned() }),
            Ok(_) => Ok(Role::Transient(transient)),
            Err(error) => Err(error),
        };
        self
    }

    /// Gives up after `limit`. The default is what the
    /// [settings](crate::Config::create_timeout) say: 30 s.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn make(self) -> Result<Address<A>, CreateError> {
        let Self { host, args, parent, name, requirements, role, limit } = self;
        let seed = Box::new(Seed::<A>(args));
        let order = Order { parent, name, requirements, role, limit };
        let id = order.fill(&host, seed).await?;
        reach(id, host)
    }
}

/// An actor that is to be made, as far as its type does not matter.
struct Order<'a> {
    parent: Option<(ActorId, &'a Family)>,
    name: Option<String>,
    requirements: Requirements,
    role: Result<Role, CreateError>,
    limit: Duration,
}

impl Order<'_> {
    async fn fill(
        self,
        host: &Arc<dyn Host>,
        seed: Box<dyn AnySeed>,
    ) -> Result<ActorId, CreateError> {
        let (limit, actor) = (self.limit, seed.name());
        tokio::select! {
            // What has been made counts, also where the limit has passed meanwhile.
            biased;
            made = self.fill_unlimited(host, seed) => made,
            () = host.executor().sleep(limit) => {
                Err(CreateError::Timeout { actor: actor.to_owned(), after: limit })
            }
        }
    }

    async fn fill_unlimited(
        self,
        host: &Arc<dyn Host>,
        seed: Box<dyn AnySeed>,
    ) -> Result<ActorId, CreateError> {
        let Self { parent, name, requirements, role, .. } = self;
        check(seed.name(), seed.missing(&host.capabilities(), &requirements))?;
        let (role, placement) = (role?, seed.placement());
        let here = host.is_here(placement);
        let id = if here { host.reserve() } else { host.reserve_elsewhere(placement) };
        // A named actor is nobody's child.
        let parent = parent.filter(|_| name.is_none());
        if let Some((_, family)) = parent {
            family.add_child(id);
        }
        let parent_id = parent.map(|(parent, _)| parent);
        let birth = Birth { id, parent: parent_id, role, requirements, restart: Restart::never() };
        let made = if here {
            make_here(host, birth, seed, name).await
        } else {
            match request(birth, &*seed, name) {
                Ok(request) => start(&**host, request).await,
                Err(error) => Err(error),
            }
        };
        if let (Err(_), Some((_, family))) = (&made, parent) {
            family.remove_child(id);
        }
        made
    }
}

/// Makes an actor of this process, or finds the owner of its name.
async fn make_here(
    host: &Arc<dyn Host>,
    birth: Birth,
    seed: Box<dyn AnySeed>,
    name: Option<String>,
) -> Result<ActorId, CreateError> {
    let id = birth.id;
    if let Some(name) = name.clone() {
        match host.claim_name(name, seed.name(), id).await {
            Ok(Claim::New) => {}
            Ok(Claim::Owned(owner)) => {
                host.retire(id, &ExitReason::Requested);
                return Ok(owner);
            }
            Err(error) => {
                host.retire(id, &ExitReason::Requested);
                return Err(error);
            }
        }
    }
    let is_top = birth.parent.is_none();
    // Nobody would ask it to end.
    if is_top && host.is_ending() {
        let error = CreateError::SystemShutdown;
        host.settle_name(id, &Err(error.clone()));
        host.retire(id, &ExitReason::SystemShutdown);
        return Err(error);
    }
    let (ready, runs) = oneshot::channel();
    // One who gave up waiting does not need to know.
    let local = seed.spawn(host, birth, Box::new(move |result| drop(ready.send(result))));
    if is_top && host.is_ending() {
        // One that has ended by itself needs no request.
        let _ =
            local.push_system(System::Exit(ActorExitRequest::new(), ExitReason::SystemShutdown));
    }
    if let Some(name) = &name {
        local.notes().set_name(name);
    }
    let result = runs.await.unwrap_or(Err(CreateError::SystemShutdown));
    if name.is_some() {
        host.settle_name(id, &result);
    }
    result.map(|()| id)
}

/// Starts an actor in another process.
async fn start(host: &dyn Host, request: StartRequest) -> Result<ActorId, CreateError> {
    let (ready, runs) = oneshot::channel();
    host.start_elsewhere(request, Box::new(move |result| drop(ready.send(result))));
    runs.await.unwrap_or(Err(CreateError::SystemShutdown))
}

fn request(
    birth: Birth,
    seed: &dyn AnySeed,
    named: Option<String>,
) -> Result<StartRequest, CreateError> {
    let actor = seed.name().to_owned();
    let mut body = Vec::new();
    if let Err(error) = seed.encode(&mut body) {
        return Err(CreateError::Arguments { actor, reason: error.to_string() });
    }
    let group = match seed.placement() {
        Placement::Group(group) => Some(group.to_owned()),
        Placement::Own | Placement::Creator => None,
    };
    let Birth { id, parent, role, requirements, restart } = birth;
    Ok(StartRequest { id, actor, args: body, parent, named, group, requirements, role, restart })
}

fn check(actor: &str, missing: Option<String>) -> Result<(), CreateError> {
    match missing {
        None => Ok(()),
        Some(missing) => Err(CreateError::NoCompatibleSystem { actor: actor.to_owned(), missing }),
    }
}

fn reach<A: Actor>(id: ActorId, host: Arc<dyn Host>) -> Result<Address<A>, CreateError> {
    Address::reach(id, host).map_err(|wrong| CreateError::NameTaken {
        name: String::new(),
        found: wrong.to_string(),
        actor: A::name().to_owned(),
    })
}

/// Makes a child of the actor `me`, and returns its address at once.
fn spawn_child<B: Actor>(
    host: &Arc<dyn Host>,
    me: ActorId,
    family: &Family,
    args: B::Args,
    restart: Restart,
) -> Address<B> {
    let requirements = Requirements::default();
    let missing = capability::missing::<B>(&host.capabilities(), &requirements);
    if missing.is_none() && host.is_here(B::OPTIONS.placement) {
        let id = host.reserve();
        family.add_child(id);
        let birth = Birth { id, parent: Some(me), role: Role::Actor, requirements, restart };
        return Address::local(spawn::<B>(host, birth, args, None));
    }
    let id = spawn_elsewhere(host, (me, family), &Seed::<B>(args), missing, restart);
    Address::unchecked(id, host.clone())
}

/// Makes a child in another process, if it can be made.
fn spawn_elsewhere(
    host: &Arc<dyn Host>,
    (me, family): (ActorId, &Family),
    seed: &dyn AnySeed,
    missing: Option<String>,
    restart: Restart,
) -> ActorId {
    if let Err(error) = check(seed.name(), missing) {
        return refuse(host, me, family, &error);
    }
    let id = host.reserve_elsewhere(seed.placement());
    let requirements = Requirements::default();
    let birth = Birth { id, parent: Some(me), role: Role::Actor, requirements, restart };
    let request = match request(birth, seed, None) {
        Ok(request) => request,
        Err(error) => return refuse(host, me, family, &error),
    };
    family.add_child(id);
    let told = host.clone();
    let ready = move |result: Result<ActorId, CreateError>| {
        if let Err(error) = result {
            let reason = ExitReason::NotStarted(error.to_string());
            told.say(me, System::ChildExited(id, reason));
        }
    };
    host.start_elsewhere(request, Box::new(ready));
    id
}

/// The number of a child that can't be made: what is sent to it is dead letters at once.
fn refuse(host: &Arc<dyn Host>, me: ActorId, family: &Family, error: &CreateError) -> ActorId {
    let (id, reason) = (host.reserve(), ExitReason::NotStarted(error.to_string()));
    family.add_child(id);
    host.retire(id, &reason);
    host.say(me, System::ChildExited(id, reason));
    id
}

impl<A: Actor> Context<A> {
    /// Makes a child and returns its address at once. What is sent to it before it runs waits; if
    /// it can't be started, that becomes dead letters, and this actor gets
    /// [`ChildActorExited`](crate::ChildActorExited).
    pub fn spawn<B: Actor>(&mut self, args: B::Args) -> Address<B::It> {
        spawn_child(self.host(), self.me.id, &self.me.family, args, Restart::never())
    }

    /// Makes a child as [`spawn`](Self::spawn) does, which is made again when it ends, as `restart`
    /// says.
    ///
    /// As long as its process lives the child keeps its address, what waits in its mailbox, and its
    /// own children, and nobody is told: it is built again from its arguments. When its process is
    /// killed, this actor makes it again in a new one. An address names one actor for ever, so that
    /// one has another, and this actor gets
    /// [`ChildActorRestarted`](crate::ChildActorRestarted) with both. A troupe is not made again
    /// so: it makes its workers again itself.
    ///
    /// ```
    /// use actors::{Restart, prelude::*};
    ///
    /// #[message]
    /// struct Connect;
    ///
    /// #[derive(Default)]
    /// struct Connection;
    ///
    /// #[actor(on_panic = "stop")]
    /// impl Connection {
    ///     #[handler]
    ///     fn connect(&mut self, _: Connect) {}
    /// }
    ///
    /// struct Client {
    ///     connection: Address<Connection>,
    /// }
    ///
    /// #[actor]
    /// impl Client {
    ///     #[init]
    ///     fn new(ctx: &mut Context<Self>) -> Self {
    ///         Self { connection: ctx.spawn_with::<Connection>((), Restart::on_failure()) }
    ///     }
    ///
    ///     #[handler]
    ///     fn restarted(&mut self, restarted: ChildActorRestarted) {
    ///         if let Ok(connection) = restarted.child.downcast() {
    ///             self.connection = connection;
    ///         }
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn spawn_with<B: Actor>(&mut self, args: B::Args, restart: Restart) -> Address<B::It> {
        let child: Address<B> =
            spawn_child(self.host(), self.me.id, &self.me.family, args.clone(), restart);
        if !self.host().is_here(B::OPTIONS.placement) {
            let make = move |host: &_, me, family: &_| {
                spawn_child::<B>(host, me, family, args.clone(), restart).id()
            };
            let reviving = self.desk.reviving.get_or_insert_default();
            reviving.add(child.id(), Restarts::new(restart), Box::new(make));
        }
        child
    }

    /// Makes a child, or gets or makes the actor of a name, and waits until it runs.
    ///
    /// While it waits, this actor handles no other message.
    pub fn create<B: Actor>(&mut self, args: B::Args) -> Create<'_, B::It> {
        let host = self.host().clone();
        Create::new(host, args, Some((self.me.id, &self.me.family)))
    }
}

impl<'a, A: Actor> IntoFuture for Create<'a, A> {
    type Output = Result<Address<A>, CreateError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let executor = self.host.executor().clone();
        Box::pin(executor.outside(self.make()))
    }
}

impl<A: Actor> fmt::Debug for Create<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Create").field("actor", &A::name()).field("name", &self.name).finish()
    }
}
