//! The line server, with clients of its own and with those of a stranger.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
};

use actors::Base;
use actors_examples::line_server::connection::MOST;

use crate::program::{Program, run};

const SERVER: &str = env!("CARGO_BIN_EXE_line_server");

#[test]
fn its_own_clients_are_served_on_every_base() {
    let expected = include_str!("../../data/line_server.txt");
    for base in Base::ALL {
        let ended = run(SERVER, &["--base", &base.to_string()]);
        assert!(ended.status.success(), "{base}: {}{}", ended.stdout, ended.stderr);
        assert_eq!(ended.stdout, expected, "{base}");
        assert_eq!(ended.stderr, "", "{base}");
    }
}

/// A client that was greeted.
fn connect(server: &str) -> BufReader<TcpStream> {
    let mut client = BufReader::new(TcpStream::connect(server).expect("it listens"));
    let mut greeting = String::new();
    client.read_line(&mut greeting).expect("it greets");
    assert!(greeting.starts_with("hello, you are client "), "{greeting}");
    client
}

/// All that comes until the server has ended the connection.
fn rest(mut client: BufReader<TcpStream>) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).expect("it ends the connection in order");
    text
}

#[test]
fn strangers_are_served_until_ctrl_c() {
    for base in Base::ALL {
        let mut program = Program::start(SERVER, &["--serve", "--base", &base.to_string()]);
        let server = program.line("serving on ").replace("; Ctrl-C ends it", "");

        // One that never ends its line holds up nobody, nor do so many that no more are let in.
        let mut silent: Vec<_> = (1..MOST).map(|_| connect(&server)).collect();
        for client in &mut silent {
            client.get_mut().write_all(b"add 1").expect("it is connected");
        }
        // One that writes all at once, and then no more: its last line has no end.
        let mut last = connect(&server);
        let one_more = BufReader::new(TcpStream::connect(&server).expect("it listens"));
        assert_eq!(rest(one_more), "come back later\n", "{base}");
        last.get_mut().write_all(b"add 2\nadd\xff\nadd 3").expect("it is connected");
        last.get_mut().shutdown(Shutdown::Write).expect("it is connected");
        let answers = "the total is 2\na line is text, in UTF-8\nthe total is 5\n";
        assert_eq!(rest(last), answers, "{base}");

        program.signal(libc::SIGINT);
        let ended = program.end();
        assert!(ended.status.success(), "{base}: {:?} {}", ended.status, ended.stderr);
        assert_eq!(ended.stderr, "", "{base}");
        for client in silent {
            assert_eq!(rest(client), "", "{base}");
        }
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    for base in Base::ALL {
        let ended = run(SERVER, &["--listen", &address, "--base", &base.to_string()]);
        assert_eq!(ended.status.code(), Some(1), "{base}: {}", ended.stderr);
        assert!(ended.stderr.contains(&format!("can't listen on {address}: ")), "{}", ended.stderr);
    }
}
