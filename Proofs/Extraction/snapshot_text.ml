(* Reads snapshots, choices and packets, one line at a time; Format.md describes the text. The reader
   gives numbers to the model and decides nothing. *)

open Network

exception Unreadable of string

(* Decimal digits and nothing else: numbers of the model have no sign. *)
let number text =
  if text <> "" && String.for_all (fun c -> c >= '0' && c <= '9') text then Z.of_string text
  else raise (Unreadable ("no number: " ^ text))

let flag text =
  match text with "0" -> false | "1" -> true | _ -> raise (Unreadable ("no flag: " ^ text))

let optional read text = if text = "-" then None else Some (read text)

(* WORD:REST as (WORD, Some REST). *)
let split text =
  match String.index_opt text ':' with
  | None -> (text, None)
  | Some i -> (String.sub text 0 i, Some (String.sub text (i + 1) (String.length text - i - 1)))

let reference text =
  if text <> "" && text.[0] = '?' then
    Absent (number (String.sub text 1 (String.length text - 1)))
  else Known (number text)

let prefix family network length =
  { Prefixes.prefix_family = number family; network = number network; prefix_length = number length }

let direction = function
  | "ingress" -> Prefixes.Ingress
  | "egress" -> Prefixes.Egress
  | other -> raise (Unreadable ("no direction: " ^ other))

let service proto low high kind code =
  written_service
    (if proto = "any" then None else Some (number proto))
    { Boxes.low = number low; high = number high }
    (optional number kind) (optional number code)

let access text =
  match split text with
  | "off", None -> AccessOff
  | "uncollected", Some m -> AccessNotCollected (number m)
  | "unmodelled", Some m -> AccessNotModelled (number m)
  | _ -> raise (Unreadable ("no access: " ^ text))

let subnet_acl text =
  match split text with
  | "acl", Some n -> AclOf (number n)
  | "open", None -> AclAssumedOpen
  | "uncollected", Some m -> AclNotCollected (number m)
  | "absent", Some m -> AclAbsent (number m)
  | _ -> raise (Unreadable ("no subnet ACL: " ^ text))

let interface_kind text =
  match split text with
  | "host", None -> Ordinary
  | "nat", None -> OfNatGateway
  | "transparent", None -> EndsNothing
  | "service", Some m -> ServiceNotModelled (number m)
  | _ -> raise (Unreadable ("no kind of interface: " ^ text))

let peer = function
  | [ "range"; f; n; l ] -> ToRange (prefix f n l)
  | [ "list"; r ] -> ToList (reference r)
  | [ "group"; r ] -> ToGroup (reference r)
  | [ "deleted" ] -> ToDeleted
  | [ "unknown"; m ] -> ToUnknown (number m)
  | words -> raise (Unreadable ("no peer: " ^ String.concat " " words))

let state text =
  match split text with
  | "active", None -> Active
  | "blackhole", None -> Blackhole
  | "filtered", None -> Filtered
  | "unknown", Some m -> StateUnknown (number m)
  | _ -> raise (Unreadable ("no route state: " ^ text))

let origin = function
  | "fixed" -> Fixed
  | "propagated" -> Propagated
  | "advertised" -> ByAdvertisement
  | other -> raise (Unreadable ("no route origin: " ^ other))

let target text =
  match split text with
  | "local", None -> TargetLocal
  | "igw", Some r -> TargetIgw (reference r)
  | "eigw", Some r -> TargetEigw (reference r)
  | "nat", Some r -> TargetNat (reference r)
  | "peering", Some r -> TargetPeering (reference r)
  | "interface", Some r -> TargetInterface (reference r)
  | "endpoint", Some r -> TargetEndpoint (reference r)
  | "unmodelled", Some m -> TargetNotModelled (number m)
  | _ -> raise (Unreadable ("no route target: " ^ text))

let destination = function
  | [ "range"; f; n; l ] -> ByRange (prefix f n l)
  | [ "list"; r ] -> ByList (reference r)
  | words -> raise (Unreadable ("no route destination: " ^ String.concat " " words))

let empty =
  { vpcs = []; subnets = []; interfaces = []; security_groups = []; network_acls = [];
    prefix_lists = []; route_tables = []; internet_gateways = []; egress_only_gateways = [];
    nat_gateways = []; peerings = []; endpoints = []; idle_public_addresses = [];
    closed_ranges = [] }

(* Changes the last object of a kind; objects are kept in reverse until the snapshot is used. *)
let change_last change = function
  | last :: rest -> change last :: rest
  | [] -> raise (Unreadable "a part of no object")

(* While a snapshot is read all its lists are in reverse, the parts of objects too. *)
let add_line net words =
  match words with
  | [ "vpc"; id; gateway; blocked ] ->
      let v =
        { vpc_id = number id; vpc_ipv4 = []; vpc_ipv6 = [];
          vpc_gateway = optional number gateway; vpc_access = access blocked } in
      { net with vpcs = v :: net.vpcs }
  | [ "v4"; n; l ] ->
      let add v = { v with vpc_ipv4 = prefix "4" n l :: v.vpc_ipv4 } in
      { net with vpcs = change_last add net.vpcs }
  | [ "v6"; n; l; is_public ] ->
      let add v = { v with vpc_ipv6 = (prefix "6" n l, flag is_public) :: v.vpc_ipv6 } in
      { net with vpcs = change_last add net.vpcs }
  | [ "subnet"; id; vpc; table; acl ] ->
      let s =
        { subnet_id = number id; subnet_vpc = number vpc; subnet_table = reference table;
          subnet_acl = subnet_acl acl } in
      { net with subnets = s :: net.subnets }
  | [ "interface"; id; vpc; subnet; kind; functional; check; denies ] ->
      let e =
        { eni_id = number id; eni_vpc = number vpc; eni_subnet = number subnet;
          eni_kind = interface_kind kind; eni_functional = flag functional;
          eni_check = flag check; eni_denies_igw = flag denies; eni_groups = []; eni_private = [];
          eni_ipv6 = []; eni_delegated = [] } in
      { net with interfaces = e :: net.interfaces }
  | [ "member"; r ] ->
      let add e = { e with eni_groups = reference r :: e.eni_groups } in
      { net with interfaces = change_last add net.interfaces }
  | [ "private"; a; p ] ->
      let add e = { e with eni_private = (number a, optional number p) :: e.eni_private } in
      { net with interfaces = change_last add net.interfaces }
  | [ "ipv6"; a ] ->
      let add e = { e with eni_ipv6 = number a :: e.eni_ipv6 } in
      { net with interfaces = change_last add net.interfaces }
  | [ "delegated"; f; n; l ] ->
      let add e = { e with eni_delegated = prefix f n l :: e.eni_delegated } in
      { net with interfaces = change_last add net.interfaces }
  | [ "group"; id ] ->
      let g = { group_id = number id; group_rules = [] } in
      { net with security_groups = g :: net.security_groups }
  | "rule" :: d :: proto :: low :: high :: kind :: code :: other ->
      let r =
        { rule_direction = direction d; rule_service = service proto low high kind code;
          rule_peer = peer other } in
      let add g = { g with group_rules = r :: g.group_rules } in
      { net with security_groups = change_last add net.security_groups }
  | [ "acl"; id ] ->
      let a = { acl_id = number id; acl_entries = [] } in
      { net with network_acls = a :: net.network_acls }
  | [ "entry"; d; n; allows; proto; low; high; kind; code; f; base; l; unknown ] ->
      let e =
        { entry_direction = direction d; entry_number = number n; entry_allows = flag allows;
          entry_service = service proto low high kind code; entry_range = prefix f base l;
          entry_unknown = optional number unknown } in
      let add a = { a with acl_entries = e :: a.acl_entries } in
      { net with network_acls = change_last add net.network_acls }
  | [ "list"; id; content ] ->
      let entries =
        match split content with
        | "known", None -> EntriesKnown []
        | "unknown", Some m -> EntriesUnknown (number m)
        | _ -> raise (Unreadable ("no entries: " ^ content)) in
      let l = { list_id = number id; list_entries = entries } in
      { net with prefix_lists = l :: net.prefix_lists }
  | [ "prefix"; f; n; l ] ->
      let add pl =
        match pl.list_entries with
        | EntriesKnown cs -> { pl with list_entries = EntriesKnown (prefix f n l :: cs) }
        | EntriesUnknown _ -> raise (Unreadable "an entry of an unknown list") in
      { net with prefix_lists = change_last add net.prefix_lists }
  | [ "table"; id ] ->
      let t = { table_id = number id; table_routes = [] } in
      { net with route_tables = t :: net.route_tables }
  | "route" :: st :: from :: to_ :: dest ->
      let r =
        { route_destination = destination dest; route_target = target to_; route_state = state st;
          route_origin = origin from } in
      let add t = { t with table_routes = r :: t.table_routes } in
      { net with route_tables = change_last add net.route_tables }
  | [ "igw"; id; vpc; edge ] ->
      let g =
        { igw_id = number id; igw_vpc = optional number vpc;
          igw_edge_table = optional number edge } in
      { net with internet_gateways = g :: net.internet_gateways }
  | [ "eigw"; id; vpc ] ->
      let g = { eigw_id = number id; eigw_vpc = optional number vpc } in
      { net with egress_only_gateways = g :: net.egress_only_gateways }
  | [ "nat"; id; vpc; subnet; functional; unmodelled ] ->
      let g =
        { nat_id = number id; nat_vpc = number vpc; nat_subnet = number subnet;
          nat_functional = flag functional; nat_addresses = [];
          nat_not_modelled = optional number unmodelled } in
      { net with nat_gateways = g :: net.nat_gateways }
  | [ "address"; a; interface ] ->
      let add g = { g with nat_addresses = (number a, number interface) :: g.nat_addresses } in
      { net with nat_gateways = change_last add net.nat_gateways }
  | [ "peering"; id; active; vpc1; region1; vpc2; region2 ] ->
      let side vpc region =
        { side_vpc = reference vpc; side_region = number region; side_ranges = [] } in
      let c =
        { pcx_id = number id; pcx_active = flag active; pcx_requester = side vpc1 region1;
          pcx_accepter = side vpc2 region2 } in
      { net with peerings = c :: net.peerings }
  | [ ("requester" | "accepter") as which; f; n; l ] ->
      let wider s = { s with side_ranges = prefix f n l :: s.side_ranges } in
      let add c =
        if which = "requester" then { c with pcx_requester = wider c.pcx_requester }
        else { c with pcx_accepter = wider c.pcx_accepter } in
      { net with peerings = change_last add net.peerings }
  | [ "endpoint"; id; is_gateway; vpc; functional ] ->
      let g =
        { endpoint_id = number id; endpoint_is_gateway = flag is_gateway;
          endpoint_vpc = number vpc; endpoint_functional = flag functional } in
      { net with endpoints = g :: net.endpoints }
  | [ "idle"; a ] -> { net with idle_public_addresses = number a :: net.idle_public_addresses }
  | [ "closed"; f; n; l ] -> { net with closed_ranges = prefix f n l :: net.closed_ranges }
  | _ -> raise (Unreadable ("no line of a snapshot: " ^ String.concat " " words))

(* The snapshot in the order of the text. *)
let in_order net =
  let vpc v = { v with vpc_ipv4 = List.rev v.vpc_ipv4; vpc_ipv6 = List.rev v.vpc_ipv6 } in
  let interface e =
    { e with eni_groups = List.rev e.eni_groups; eni_private = List.rev e.eni_private;
      eni_ipv6 = List.rev e.eni_ipv6; eni_delegated = List.rev e.eni_delegated } in
  let entries l =
    match l.list_entries with
    | EntriesKnown cs -> { l with list_entries = EntriesKnown (List.rev cs) }
    | EntriesUnknown _ -> l in
  let side s = { s with side_ranges = List.rev s.side_ranges } in
  { vpcs = List.rev_map vpc net.vpcs;
    subnets = List.rev net.subnets;
    interfaces = List.rev_map interface net.interfaces;
    security_groups =
      List.rev_map (fun g -> { g with group_rules = List.rev g.group_rules }) net.security_groups;
    network_acls =
      List.rev_map (fun a -> { a with acl_entries = List.rev a.acl_entries }) net.network_acls;
    prefix_lists = List.rev_map entries net.prefix_lists;
    route_tables =
      List.rev_map (fun t -> { t with table_routes = List.rev t.table_routes }) net.route_tables;
    internet_gateways = List.rev net.internet_gateways;
    egress_only_gateways = List.rev net.egress_only_gateways;
    nat_gateways =
      List.rev_map (fun g -> { g with nat_addresses = List.rev g.nat_addresses }) net.nat_gateways;
    peerings =
      List.rev_map
        (fun c ->
          { c with pcx_requester = side c.pcx_requester; pcx_accepter = side c.pcx_accepter })
        net.peerings;
    endpoints = List.rev net.endpoints;
    idle_public_addresses = List.rev net.idle_public_addresses;
    closed_ranges = List.rev net.closed_ranges }

let packet = function
  | [ f; src; dst; proto; sport; dport; kind; code; syn; ack ] ->
      { Packets.family = number f; source = number src; destination = number dst;
        protocol = number proto; source_port = number sport; destination_port = number dport;
        icmp_type = number kind; icmp_code = number code; tcp_syn = number syn;
        tcp_ack = number ack }
  | words -> raise (Unreadable ("no packet: " ^ String.concat " " words))

let emitter = function
  | "internet" -> Walk.FromInternet
  | text -> Walk.FromInterface (number text)
