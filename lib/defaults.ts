/**
 * Every number, address and duration of the product, with its unit and its source. No logic.
 *
 * "original" is the Go system that Stargate replaces.
 */

/* ── SSH ─────────────────────────────────────────────────────────────────────────────────────── */

/** Port of sshd where neither Server, Router nor settings name one. Source: RFC 4253, original. */
export const SSH_PORT = 22;

/** Login name where neither Secret, profile nor settings name one. Source: original. */
export const ADMIN_USERNAME = "ubuntu";

/** Longest wait for a host's first word, and again for its key exchange and login. Source: original's ConnectTimeout. */
export const SSH_READY_TIMEOUT_MS = 30_000;

/**
 * Time for one TCP connection to be made; then another one is tried. A SYN that nobody answers is sent again after
 * 1, 3, 7 and 15 s: without that a host that comes back would be met up to half of its absence late.
 */
export const TCP_CONNECT_MS = 4_000;

/** Interval of SSH keep-alives; with `SSH_KEEPALIVE_LIMIT` a dead peer is noticed within a minute. */
export const SSH_KEEPALIVE_MS = 15_000;

/** Unanswered keep-alives after which a connection is dead. */
export const SSH_KEEPALIVE_LIMIT = 3;

/** A jump connection that carried nothing for so long is closed. */
export const JUMP_IDLE_MS = 60_000;

/** Longest wait for a short remote script: facts, start, inspection. */
export const REMOTE_SCRIPT_TIMEOUT_MS = 60_000;

/** Bytes of a remote script's output that are kept; the rest is read and dropped. */
export const REMOTE_OUTPUT_LIMIT_BYTES = 262_144;

/** Smallest RSA modulus that is accepted for a private key. Source: NIST SP 800-131A. */
export const RSA_MINIMUM_BITS = 2048;

/* ── Operations ──────────────────────────────────────────────────────────────────────────────── */

/**
 * Runs at once in all, unless the setting says otherwise: following one takes a channel and some kilobytes.
 */
export const MAX_CONCURRENT_OPERATIONS = 500;

/** Runs at once behind one router, unless the setting says otherwise: they share its uplink. */
export const MAX_CONCURRENT_OPERATIONS_PER_ROUTER = 200;

/**
 * Passes over operations at once that have no server's Lease: they ask the API server and nobody else. Several for each
 * of its connections, so that those that ask for the same share an answer; no more, so that of a thousand the first is done before
 * the last begins.
 */
export const MAX_CONCURRENT_LOOKS = 64;

/** SSH handshakes at once: each costs milliseconds of computing, and sshd drops what waits too long. */
export const MAX_CONCURRENT_HANDSHAKES = 16;

/** Time after which a handshake no longer counts as one: a host that is slow at it costs waiting, not computing. */
export const HANDSHAKE_PLACE_MS = 5_000;

/**
 * Longest time for which a run that is being handed over goes before following others and telling of them: about what
 * a hundred of them take on two processors that their servers share (11 s, `npm run bench -- bootstrap`).
 */
export const START_PRECEDENCE_MS = 10_000;

/**
 * Least time between two lists of all Servers that runs share before they begin. A thousand Servers are two megabytes and
 * some 100 ms of computing, here and in the API server; a login hides the wait.
 */
export const RIVAL_LIST_SPACING_MS = 1_000;

/** Events that may wait to be written; more are dropped. Source: client-go's broadcaster queues 1,000. */
export const EVENT_BACKLOG_LIMIT = 1_000;

/** Longest time that a controller which ends takes to write the Events that wait. */
export const EVENT_FLUSH_MS = 2_000;

/** Time after the start of a controller in which claims for runs are only collected: its watches list first. */
export const RUN_SETTLE_MS = 2_000;

/** Time after which a claim for a run that was not repeated is forgotten: three periodic passes. */
export const RUN_CLAIM_MS = 180_000;

/** Default of a profile's `timeouts.connectSeconds`: first contact over SSH. */
export const CONNECT_TIMEOUT_SECONDS = 600;

/**
 * Default of a profile's `timeouts.runSeconds`: all steps on the server.
 *
 * Source: a run of the original takes 75 s; fifteen minutes are also the life of its join token.
 */
export const RUN_TIMEOUT_SECONDS = 900;

/** Default of a profile's `timeouts.nodeReadySeconds`: from the end of the run to a Ready Node. */
export const NODE_READY_TIMEOUT_SECONDS = 300;

/** Pause between two looks at something that cannot be watched, such as a Secret. */
export const WAIT_POLL_MS = 5_000;

/**
 * Time within which a Server follows a change that is no new phase of an operation: its status is written in pieces, and
 * each alone would cost a pass.
 */
export const SERVER_SETTLE_MS = 5_000;

/** Pause between two looks at a Node that is not Ready yet; Node events usually come first. */
export const NODE_POLL_MS = 2_000;

/**
 * How long a deleted operation, whose Server is deleted, too, tries to stop its run.
 *
 * Source: a namespace must not hang for more than a minute (reliability F34).
 */
export const TEARDOWN_SECONDS = 45;

/** Time for which the progress of a run is collected before it is written: some steps are over at once. */
export const PROGRESS_SETTLE_MS = 250;

/** Least pause between two writes of a status whose log tail alone has grown. */
export const LOG_WRITE_MS = 2_000;

/** How long a join token outlives the longest run, for clocks that differ. */
export const TOKEN_GRACE_SECONDS = 60;

/** Time after which a run that outlived its deadline is given up by the controller. */
export const RUN_GRACE_SECONDS = 120;

/**
 * Least time of a try, however little is left: a router or server that is silent takes `SSH_READY_TIMEOUT_MS` to be
 * known as such, and that says which of them it is.
 */
export const LEAST_TRY_SECONDS = 40;

/** How long after a deadline it is looked at: a timer may fire a moment before a clock says that its time is over. */
export const DEADLINE_SLACK_MS = 100;

/** Time for one look at how a run ended whose own time is over: a login through a router takes two minutes at most. */
export const LAST_LOOK_SECONDS = 120;

/* ── Runs on servers ─────────────────────────────────────────────────────────────────────────── */

/** Tries of a step whose failure may pass by itself. */
export const STEP_ATTEMPTS = 3;

/**
 * Time for which each try of a join waits for an API server that was there when the run began. There are two, so that
 * five minutes away end no operation.
 */
export const API_SERVER_PATIENCE_SECONDS = 180;

/** First back-off of a step that failed; doubles each time, with full jitter. */
export const STEP_BACKOFF_BASE_MS = 5_000;

/** Longest back-off of a step: three of them still leave most of `RUN_TIMEOUT_SECONDS` to the work. */
export const STEP_BACKOFF_CAP_MS = 30_000;

/** Starts of one run, after which a server that never brings it to an end is given up. */
export const RUN_STARTS_LIMIT = 5;

/** Longest wait for a lock of the package system that somebody else holds. */
export const PACKAGE_LOCK_SECONDS = 120;

/** The same of a look, which takes no lock that anybody else holds for long. */
export const LOOK_LOCK_SECONDS = 5;

/** Clocks that differ by more make certificates and signatures invalid. Source: Kerberos's usual tolerance. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * Time that a cancelled run gets to finish the script it is at, so that no package is left half installed.
 *
 * With the time that processes get to stop it has to stay below `REMOTE_SCRIPT_TIMEOUT_MS`.
 */
export const CANCEL_GRACE_SECONDS = 30;

/**
 * The same where the Server goes, too: its namespace must not hang for more than a minute, and a Lease may have to run
 * out first (reliability F34).
 */
export const TEARDOWN_GRACE_SECONDS = 5;

/** Time for which the right to reconcile holds without being renewed. Source: client-go's LeaseDuration, as in kube-controller-manager. */
export const LEADER_LEASE_SECONDS = 15;

/** Longest time for a request about that right: three tries fit its duration. Other requests may take longer than it lasts. */
export const LEADER_LEASE_TIMEOUT_MS = 4_000;

/** Pause between two renewals of that right: the only writes of an idle module. Source: a third of its duration. */
export const LEADER_LEASE_RENEW_MS = 5_000;

/** Pause between two looks of who stands by, and after a renewal that failed. Source: client-go, RetryPeriod. */
export const LEADER_LEASE_RETRY_MS = 2_000;

/**
 * Time for which a server's Lease holds without being renewed: less than the 40 s of a kubelet's, since whoever lost
 * its node is replaced no sooner. A run has one, so hundreds are renewed at once.
 */
export const SERVER_LEASE_SECONDS = 30;

/** Longest time for a request about such a Lease: a renewal and one more try, two seconds later, fit its duration. */
export const SERVER_LEASE_TIMEOUT_MS = 9_000;

/** Pause between two renewals of a Lease. Source: a third of its duration, client-go. */
export const SERVER_LEASE_RENEW_MS = 10_000;

/** Pause after a renewal that failed. Source: client-go, RetryPeriod. */
export const SERVER_LEASE_RETRY_MS = 2_000;

/**
 * Highest fence that a server may name. A Lease counts in an int32 (`leaseTransitions`); the rest is room to go on
 * counting. One is added whenever the server is taken, so nobody comes near it.
 */
export const FENCE_LIMIT = 2_147_000_000;

/* ── Queue ───────────────────────────────────────────────────────────────────────────────────── */

/** First back-off of a failed reconcile; doubles each time, with full jitter. */
export const BACKOFF_BASE_MS = 500;

/** Longest back-off of a failed reconcile. */
export const BACKOFF_CAP_MS = 60_000;

/** Back-off after what only a human can mend (401, 403, SSH login, host key): slow, so that nobody is locked out. */
export const REFUSED_BACKOFF_MS = 60_000;

/** Reconciles of small kinds (Server, Profile, Router, CSR) that run at once. */
export const MAX_CONCURRENT_RECONCILES = 16;

/** Period after which every object is looked at again, whatever the watch said. */
export const RESYNC_MS = 60_000;

/** Pause before Routers are listed again by a process that begins to reconcile and could not. */
export const TAKE_OVER_RETRY_MS = 2_000;

/** Time without an end of that pass after which the process is taken for stuck: ten periods, and each request has a limit far below. */
export const RESYNC_STUCK_MS = 600_000;

/** Longest back-off of a router that does not answer: everything behind it waits for that. */
export const ROUTER_RETRY_MS = 5_000;

/** Period between two contacts of a router that answers. */
export const ROUTER_PROBE_MS = 300_000;

/** Period between two looks at the settings. */
export const SETTINGS_REFRESH_MS = 10_000;

/** Pause between two looks at the setting that holds everything: with the answers, and what follows, within ten seconds. */
export const PAUSE_POLL_MS = 5_000;

/* ── Kubernetes ──────────────────────────────────────────────────────────────────────────────── */

/** Longest wait for an answer of the API server. */
export const API_TIMEOUT_MS = 30_000;

/** Connections to the API server. */
export const API_CONNECTIONS = 8;

/** Pause between two requests of Pepr's own client, in the long run. Source: client-go, QPS 5. */
export const FRAMEWORK_REQUEST_MS = 200;

/** Requests of Pepr's own client that need not wait: a start takes twenty, all its watches anew sixteen. */
export const FRAMEWORK_BURST = 40;

/** Port of the API server that nodes are told. Source: kubeadm. */
export const API_SERVER_PORT = 6443;

/** Attempts of a status write that met another writer. */
export const CONFLICT_ATTEMPTS = 5;

/** Idle time that webhook sockets survive; longer than the API server's own 90 s reuse. */
export const WEBHOOK_KEEPALIVE_MS = 120_000;

/** Time that work gets to stop after SIGTERM. */
export const SHUTDOWN_GRACE_MS = 10_000;

/** The same for a process that lost the right to reconcile: another one may be at work, and there is nothing to give back. */
export const LOST_GRACE_MS = 1_000;

/** Pause between two looks for connections that have become idle while a server closes. */
export const IDLE_LOOK_MS = 200;

/** Time after which Pepr, which listens at once and waits up to 3 s before it asks for its store, will not serve any more. */
export const FRAMEWORK_PATIENCE_MS = 60_000;

/** Port of the webhooks and of /healthz. Source: Pepr. */
export const WEBHOOK_PORT = 3000;

/** Port of `/metrics`. Source: design, "Names". */
export const METRICS_PORT = 8081;

/** Listing page size. */
export const LIST_LIMIT = 500;

/** Time after which the API server ends a watch, so that one of which nothing comes is known to be dead. */
export const WATCH_SECONDS = 50;

/** Time without a byte after which a watch is dead. Source: reliability F18, a peer that vanished is noticed in 60 s. */
export const WATCH_SILENCE_MS = 60_000;

/** A watch that ends before, and without an error, is repeated with back-off. */
export const WATCH_SHORTEST_MS = 1_000;

/** Longest back-off of a watch: somebody sits before it. */
export const WATCH_BACKOFF_CAP_MS = 5_000;

/* ── Packages ────────────────────────────────────────────────────────────────────────────────── */

/** Packages of the Kubernetes project. Source: kubernetes.io, "Installing kubeadm". */
export const KUBERNETES_REPOSITORY = "https://pkgs.k8s.io/core:/stable:/v{minor}/deb/";

/** Key that signs pkgs.k8s.io. Source: its Release.key, "isv:kubernetes OBS Project". */
export const KUBERNETES_REPOSITORY_FINGERPRINT = "DE15B14486CD377B9E876E1A234654DA9A296436";

/** Address of containerd's socket. Source: containerd. */
export const CRI_SOCKET = "unix:///run/containerd/containerd.sock";

/* ── Limits of what leaves a server ──────────────────────────────────────────────────────────── */

/** Longest message in a status or Event. Source: reliability checklist 20. */
export const MESSAGE_LIMIT_CHARACTERS = 1024;

/** Most preflight checks that a status tells of: several times as many as there are. Source: the CRD's `maxItems`. */
export const PREFLIGHT_LIMIT = 64;

/** Most items of a plan in a status. Source: design, `Operation.status.plan`. */
export const PLAN_LIMIT = 64;

/** Longest difference of a file in a plan. Source: the CRD's `maxLength`; 64 of them fit into a status. */
export const DIFF_LIMIT_CHARACTERS = 1024;

/** Longest name of a preflight check. Source: the CRD's `maxLength`. */
export const PREFLIGHT_NAME_LIMIT_CHARACTERS = 63;

/** Longest log tail in a status. Source: design, `Operation.status`. */
export const LOG_TAIL_LIMIT_CHARACTERS = 4096;

/* ── Networks ────────────────────────────────────────────────────────────────────────────────── */

/** Everything. Only ever a pod's own default route: Stargate routes no such prefix between sites. */
export const DEFAULT_ROUTE = "0.0.0.0/0";

/** Addresses of tailnets. Source: RFC 6598 (CGNAT), which Tailscale and Headscale use. */
export const TAILNET_RANGE = "100.64.0.0/10";

/**
 * Addresses at which clouds and tailnets answer for themselves: Tailscale's resolver and Alibaba's metadata
 * (100.100.100.x), Oracle's metadata (RFC 6890). Link-local ones are refused as such.
 */
export const PLATFORM_RANGES = ["100.100.100.0/24", "192.0.0.0/24"] as const;

/* ── Admission ───────────────────────────────────────────────────────────────────────────────── */

/** Longest wait for news before a refusal: what admission knows of other objects is a moment old. */
export const REFUSAL_SETTLE_MS = 250;

/** Names in one message; of more it says how many. */
export const NAMES_IN_MESSAGE = 3;

/** Minor versions that a kubelet may be older than its API server. Source: Kubernetes, "Version Skew Policy". */
export const KUBELET_SKEW_MINORS = 3;

/** Oldest minor of an API server that is supported: the CRDs need its CEL functions for addresses. Source: design. */
export const OLDEST_API_SERVER_MINOR = 31;

/** Oldest minor of a kubelet that can join anything. */
export const OLDEST_KUBELET_MINOR = OLDEST_API_SERVER_MINOR - KUBELET_SKEW_MINORS;

/** Who runs a server that says nothing of it: no cloud is touched unless it is named. The CRD has the same default. */
export const DEFAULT_PROVIDER = "baremetal";

/** Period between two looks at the API server's version and kubeadm's ranges. */
export const CLUSTER_FACTS_REFRESH_MS = 60_000;

/** How long such a look answers whoever asks for a fresh one: an upgrade takes minutes, a fleet asks at once. */
export const CLUSTER_FACTS_FRESH_MS = 5_000;

/** Time for pods to leave a Node by themselves, unless the profile says otherwise, seconds. */
export const DRAIN_TIMEOUT_SECONDS = 900;

/** Between two looks at the pods of a Node that is being drained. */
export const DRAIN_POLL_MS = 2_000;

/** The same while a budget keeps pods, or they are not to be touched: that may be so for days. */
export const DRAIN_BLOCKED_POLL_MS = 10_000;

/** Pods that are asked to go at the same time. Each request may take the API server seconds while budgets are counted. */
export const CONCURRENT_EVICTIONS = 8;

/** Most machines on the list of forgotten ones. Source: a ConfigMap holds 1 MiB, an entry has some 100 bytes. */
export const FORGOTTEN_LIMIT = 2_000;

/* ── Certificates of the webhooks ────────────────────────────────────────────────────────────── */

/** Life of a serving certificate that the module issues. Source: Let's Encrypt; nobody has to notice its renewal. */
export const WEBHOOK_LEAF_DAYS = 90;

/** Life of an authority that the module issues: five years. Its key is used in the cluster only. */
export const WEBHOOK_AUTHORITY_DAYS = 1_826;

/** Share of its life after which a certificate is renewed. Source: cert-manager; two thirds leave a month to mend what fails. */
export const CERTIFICATE_RENEWAL_SHARE = 2 / 3;

/** Pause between two looks at the certificate of the webhooks, with a tenth of jitter: replicas need not meet. */
export const CERTIFICATE_LOOK_MS = 60_000;

/** The first of such pauses while there are no webhooks, doubled each time: Helm makes them seconds after the pods. */
export const WEBHOOKS_AWAITED_MS = 2_000;

/**
 * Time that API servers get to learn whom the webhook configurations trust, before they are shown a certificate of that
 * authority: their watches bring it within a second.
 */
export const TRUST_SETTLE_MS = 10_000;

/** Authorities before the current one that are trusted at most: each deletion of the Secret leaves one. */
export const PREVIOUS_AUTHORITIES_LIMIT = 4;

/** Days before its end at which a certificate is warned about. Source: Let's Encrypt, "a third of its life". */
export const CERTIFICATE_WARNING_DAYS = 30;
