//! The application that is built, in each of its three forms.

use std::fmt::Write as _;

/// How large it is.
pub(crate) struct Application {
    pub(crate) actors: usize,
    pub(crate) handlers: usize,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// With the attributes.
    Attributes,
    /// By hand, for actors in one process or in many.
    ByHand,
    /// By hand, for actors in one process alone.
    InProcess,
    /// Structs whose methods are called.
    Plain,
}

impl Style {
    pub(crate) const ALL: [Self; 4] =
        [Self::Attributes, Self::ByHand, Self::InProcess, Self::Plain];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::ByHand => "by_hand",
            Self::InProcess => "in_process",
            Self::Plain => "plain",
        }
    }
}

/// One kind of handler: its message, the value that is sent, its answer, its body.
struct Kind {
    fields: &'static str,
    value: &'static str,
    answer: &'static str,
    body: &'static str,
    is_async: bool,
}

const KINDS: [Kind; 5] = [
    Kind {
        fields: ";",
        value: "",
        answer: "u64",
        body: "let _ = message; self.total",
        is_async: false,
    },
    Kind {
        fields: "(u64);",
        value: "(1)",
        answer: "u64",
        body: "self.total += message.0; self.total",
        is_async: false,
    },
    Kind {
        fields: "{ name: String, count: u32 }",
        value: "{ name: \"a\".to_owned(), count: 2 }",
        answer: "String",
        body: "self.total += u64::from(message.count); message.name",
        is_async: false,
    },
    Kind {
        fields: "(Vec<u32>);",
        value: "(vec![1, 2])",
        answer: "u64",
        body: "for n in message.0 { self.total += u64::from(n); } self.total",
        is_async: true,
    },
    Kind {
        fields: "(String, bool);",
        value: "(\"b\".to_owned(), true)",
        answer: "Result<u64, String>",
        body: "if message.1 { Ok(self.total) } else { Err(message.0) }",
        is_async: false,
    },
];

/// What somebody who writes actors for several processes by hand writes once.
const BETWEEN_PROCESSES: &str = r#"
use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::sync::{mpsc, oneshot};

fn encode<T: Serialize>(value: &T) -> Option<Vec<u8>> {
    rmp_serde::to_vec_named(value).ok()
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    rmp_serde::from_slice(body).ok()
}

type Back = Box<dyn FnOnce(Vec<u8>) + Send>;

enum Reply<T> {
    Here(oneshot::Sender<T>),
    Away(Back),
}

impl<T: Serialize> Reply<T> {
    fn send(self, answer: T) {
        match self {
            Self::Here(slot) => drop(slot.send(answer)),
            Self::Away(back) => back(encode(&answer).unwrap_or_default()),
        }
    }
}

enum Way<E> {
    Here(mpsc::Sender<E>),
    Away(Arc<dyn Carry>),
}

trait Carry: Send + Sync {
    fn ask(
        &self,
        name: &'static str,
        body: Vec<u8>,
    ) -> Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send>>;
}

trait Read: Sized {
    fn read(name: &str, body: &[u8], back: Back) -> Option<Self>;
}

struct Process<E>(PhantomData<fn() -> E>);

impl<E> Process<E> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E: Read> Carry for Process<E> {
    fn ask(
        &self,
        name: &'static str,
        body: Vec<u8>,
    ) -> Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send>> {
        let (reply, answer) = oneshot::channel();
        drop(E::read(name, &body, Box::new(|body| drop(reply.send(body)))));
        Box::pin(async move { answer.await.ok() })
    }
}
"#;

impl Application {
    pub(crate) const FULL: Self = Self { actors: 50, handlers: 10 };
    pub(crate) const SMOKE: Self = Self { actors: 2, handlers: 5 };

    /// The whole program.
    pub(crate) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        text.push_str(match style {
            Style::Attributes => "use actors::prelude::*;\n",
            Style::ByHand => BETWEEN_PROCESSES,
            Style::InProcess => {
                "use serde::{Deserialize, Serialize};\nuse tokio::sync::{mpsc, oneshot};\n"
            }
            Style::Plain => "",
        });
        for actor in 0..self.actors {
            self.messages(&mut text, style, actor);
            self.actor(&mut text, style, actor);
            self.talk(&mut text, style, actor);
        }
        self.main(&mut text, style);
        text
    }

    fn kinds(&self) -> impl Iterator<Item = (usize, &'static Kind)> {
        KINDS.iter().cycle().take(self.handlers).enumerate()
    }

    fn messages(&self, text: &mut String, style: Style, actor: usize) {
        let attribute = match style {
            Style::Attributes => "#[message]",
            Style::ByHand | Style::InProcess => "#[derive(Clone, Debug, Serialize, Deserialize)]",
            Style::Plain => "#[derive(Clone, Debug)]",
        };
        for (at, kind) in self.kinds() {
            add(text, &format!("{attribute}\nstruct M{actor}x{at}{}", kind.fields));
        }
    }

    /// The struct and its methods, and what makes it an actor.
    fn actor(&self, text: &mut String, style: Style, actor: usize) {
        let is_actor = style == Style::Attributes;
        let (block, method) = if is_actor { ("#[actor]", "#[handler]") } else { ("", "") };
        add(text, &format!("#[derive(Default)]\nstruct A{actor} {{ total: u64 }}"));
        add(text, &format!("{block}\nimpl A{actor} {{"));
        for (at, Kind { answer, body, is_async, .. }) in self.kinds() {
            let word = if *is_async { "async " } else { "" };
            add(
                text,
                &format!(
                    "{method}\n{word}fn h{at}(&mut self, message: M{actor}x{at}) -> {answer} {{ {body} }}"
                ),
            );
        }
        add(text, "}");
        match style {
            Style::ByHand => self.by_hand(text, actor),
            Style::InProcess => self.in_process(text, actor),
            Style::Attributes | Style::Plain => {}
        }
    }

    fn by_hand(&self, text: &mut String, actor: usize) {
        add(text, &format!("enum E{actor} {{"));
        for (at, Kind { answer, .. }) in self.kinds() {
            add(text, &format!("H{at}(M{actor}x{at}, Reply<{answer}>),"));
        }
        add(text, &format!("}}\nimpl Read for E{actor} {{"));
        add(text, "fn read(name: &str, body: &[u8], back: Back) -> Option<Self> {");
        add(text, "Some(match name {");
        for (at, _) in self.kinds() {
            add(
                text,
                &format!("\"M{actor}x{at}\" => Self::H{at}(decode(body)?, Reply::Away(back)),"),
            );
        }
        add(text, &format!("_ => return None }}) }} }}\nstruct H{actor}(Way<E{actor}>);"));
        add(text, &format!("impl H{actor} {{"));
        for (at, Kind { answer, .. }) in self.kinds() {
            add(
                text,
                &format!("async fn h{at}(&self, message: M{actor}x{at}) -> Option<{answer}> {{"),
            );
            add(text, "match &self.0 { Way::Here(inbox) => {");
            add(text, "let (reply, answer) = oneshot::channel();");
            add(
                text,
                &format!("inbox.send(E{actor}::H{at}(message, Reply::Here(reply))).await.ok()?;"),
            );
            add(text, "answer.await.ok() }");
            add(text, "Way::Away(process) => {");
            add(
                text,
                &format!("let answer = process.ask(\"M{actor}x{at}\", encode(&message)?).await?;"),
            );
            add(text, "decode(&answer) } } }");
        }
        add(text, &format!("}}\nimpl A{actor} {{ fn start(away: bool) -> H{actor} {{"));
        add(
            text,
            &format!(
                "if away {{ return H{actor}(Way::Away(Arc::new(Process::<E{actor}>::new()))); }}"
            ),
        );
        add(text, "let (inbox, outbox) = mpsc::channel(1024);");
        add(text, "tokio::spawn(Self::default().run(outbox));");
        add(text, &format!("H{actor}(Way::Here(inbox)) }}"));
        self.run(text, actor);
    }

    fn in_process(&self, text: &mut String, actor: usize) {
        add(text, &format!("enum E{actor} {{"));
        for (at, Kind { answer, .. }) in self.kinds() {
            add(text, &format!("H{at}(M{actor}x{at}, oneshot::Sender<{answer}>),"));
        }
        add(text, &format!("}}\nstruct H{actor}(mpsc::Sender<E{actor}>);\nimpl H{actor} {{"));
        for (at, Kind { answer, .. }) in self.kinds() {
            add(
                text,
                &format!("async fn h{at}(&self, message: M{actor}x{at}) -> Option<{answer}> {{"),
            );
            add(text, "let (reply, answer) = oneshot::channel();");
            add(text, &format!("self.0.send(E{actor}::H{at}(message, reply)).await.ok()?;"));
            add(text, "answer.await.ok() }");
        }
        add(text, &format!("}}\nimpl A{actor} {{ fn start() -> H{actor} {{"));
        add(text, "let (inbox, outbox) = mpsc::channel(1024);");
        add(text, &format!("tokio::spawn(Self::default().run(outbox)); H{actor}(inbox) }}"));
        self.run(text, actor);
    }

    /// The loop of an actor.
    fn run(&self, text: &mut String, actor: usize) {
        add(text, &format!("async fn run(mut self, mut inbox: mpsc::Receiver<E{actor}>) {{"));
        add(text, "while let Some(envelope) = inbox.recv().await { match envelope {");
        for (at, Kind { is_async, .. }) in self.kinds() {
            let wait = if *is_async { ".await" } else { "" };
            add(text, &format!("E{actor}::H{at}(message, reply) => {{"));
            add(text, &format!("let _ = reply.send(self.h{at}(message){wait}); }}"));
        }
        add(text, "} } } }");
    }

    /// A function that makes the actor and sends each message to it.
    fn talk(&self, text: &mut String, style: Style, actor: usize) {
        let (parameter, start) = match style {
            Style::Attributes => (
                "system: &ActorSystem",
                format!("let Ok(actor) = system.create::<A{actor}>(()).await else {{ return }};"),
            ),
            Style::ByHand => {
                ("", format!("let actor = A{actor}::start(std::env::args().count() > 1);"))
            }
            Style::InProcess => ("", format!("let actor = A{actor}::start();")),
            Style::Plain => ("", format!("let mut actor = A{actor}::default();")),
        };
        add(text, &format!("async fn talk{actor}({parameter}) {{ {start}"));
        for (at, Kind { value, is_async, .. }) in self.kinds() {
            let message = format!("M{actor}x{at} {value}");
            add(
                text,
                &match style {
                    Style::Attributes => format!("let _ = actor.ask({message}).await;"),
                    Style::ByHand | Style::InProcess => {
                        format!("let _ = actor.h{at}({message}).await;")
                    }
                    Style::Plain if *is_async => format!("let _ = actor.h{at}({message}).await;"),
                    Style::Plain => format!("let _ = actor.h{at}({message});"),
                },
            );
        }
        add(text, "}");
    }

    fn main(&self, text: &mut String, style: Style) {
        let argument = if style == Style::Attributes { "&system" } else { "" };
        add(
            text,
            match style {
                Style::Attributes => {
                    "#[actors::main]\nasync fn main() -> actors::Result {\n\
                 let system = ActorSystem::start(Base::Threads).await?;"
                }
                Style::ByHand | Style::InProcess | Style::Plain => {
                    "#[tokio::main]\nasync fn main() {"
                }
            },
        );
        for actor in 0..self.actors {
            add(text, &format!("talk{actor}({argument}).await;"));
        }
        add(text, if style == Style::Attributes { "system.shutdown().await }" } else { "}" });
    }
}

fn add(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string takes whatever is written");
}
