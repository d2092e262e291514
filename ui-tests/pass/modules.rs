//! Actors and messages in modules, each as visible as its user wants.

mod outer {
    pub mod words {
        use actors::prelude::*;

        #[message]
        pub struct Public(pub u8);

        #[message]
        pub(crate) struct Crate(pub(crate) u8);

        #[message]
        pub(super) struct Super(pub(super) u8);
    }

    mod hidden {
        use actors::prelude::*;

        #[message]
        #[derive(Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct Hidden;
    }

    use actors::prelude::*;

    #[derive(Default)]
    pub struct Open(u8);

    #[message]
    struct Private;

    #[actor]
    impl Open {
        #[handler]
        pub fn public(&mut self, words::Public(n): words::Public) -> words::Public {
            self.0 += n;
            words::Public(self.0)
        }

        #[handler]
        pub(crate) fn krate(&mut self, n: &self::words::Crate) -> u8 {
            n.0
        }

        #[handler]
        fn over(&mut self, n: super::outer::words::Super) -> u8 {
            n.0
        }

        #[handler]
        fn hidden(&mut self, _: hidden::Hidden) {}

        #[handler]
        fn private(&mut self, _: Private) {}

        #[handler]
        fn itself(&mut self, _: Address<Self>) -> bool {
            true
        }
    }

    pub mod elsewhere {
        pub struct Far(pub(super) u8);
    }

    #[actor]
    impl elsewhere::Far {
        #[init]
        pub fn start(n: u8) -> Self {
            Self(n)
        }

        #[actors::prelude::handler]
        fn get(&mut self, _: ()) -> u8 {
            self.0
        }
    }
}

fn main() {
    let _ = outer::words::Crate(1);
    let _ = outer::Open::default();
}
