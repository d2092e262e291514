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
    Attributes,
    ByHand,
    Plain,
}

impl Style {
    pub(crate) const ALL: [Self; 3] = [Self::Attributes, Self::ByHand, Self::Plain];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::ByHand => "by_hand",
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

impl Application {
    pub(crate) const FULL: Self = Self { actors: 50, handlers: 10 };
    pub(crate) const SMOKE: Self = Self { actors: 2, handlers: 5 };

    /// The whole program.
    pub(crate) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        text.push_str(match style {
            Style::Attributes => "use actors::prelude::*;\n",
            Style::ByHand => {
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
            Style::ByHand => "#[derive(Clone, Debug, Serialize, Deserialize)]",
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
        if style == Style::ByHand {
            self.by_hand(text, actor);
        }
    }

    fn by_hand(&self, text: &mut String, actor: usize) {
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
            Style::ByHand => ("", format!("let actor = A{actor}::start();")),
            Style::Plain => ("", format!("let mut actor = A{actor}::default();")),
        };
        add(text, &format!("async fn talk{actor}({parameter}) {{ {start}"));
        for (at, Kind { value, is_async, .. }) in self.kinds() {
            let message = format!("M{actor}x{at} {value}");
            add(
                text,
                &match style {
                    Style::Attributes => format!("let _ = actor.ask({message}).await;"),
                    Style::ByHand => format!("let _ = actor.h{at}({message}).await;"),
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
                Style::ByHand | Style::Plain => "#[tokio::main]\nasync fn main() {",
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
