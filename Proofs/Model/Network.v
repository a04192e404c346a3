(** * Networks

    The objects of one snapshot ([CNV-4]) as data. Every object has a number of its own within its
    kind; a reference is such a number. Meaning is given in [Model/Filters.v] and the files that
    follow it. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services.
Import ListNotations.
Open Scope N_scope.

(** The number of something that the snapshot does not tell ([CNV-2], [IMP-3a]). *)
Definition Missing := N.

(** An object by its number, or the reason why it is not in the snapshot. *)
Inductive Reference :=
  | Known (object : N)
  | Absent (missing : Missing).

(** [BPA-1], as far as it is modelled. *)
Inductive PublicAccess :=
  | AccessOff
  | AccessNotCollected (missing : Missing)
  | AccessNotModelled (missing : Missing).

(** The first IPv4 range is the primary one ([ENI-7]); an IPv6 range is public or not ([IGW-4]). *)
Record Vpc := {
  vpc_id : N;
  vpc_ipv4 : list Prefix;
  vpc_ipv6 : list (Prefix * bool);
  vpc_gateway : option N;
  vpc_access : PublicAccess;
}.

Definition vpc_ranges (v : Vpc) : list Prefix := vpc_ipv4 v ++ map fst (vpc_ipv6 v).

(** [NACL-1], resolved. *)
Inductive SubnetAcl :=
  | AclOf (acl : N)
  | AclAssumedOpen
  | AclNotCollected (missing : Missing)
  | AclAbsent (missing : Missing).

(** [RT-1] and [NACL-1] are resolved by the importer. *)
Record Subnet := {
  subnet_id : N;
  subnet_vpc : N;
  subnet_table : Reference;
  subnet_acl : SubnetAcl;
}.

(** What stands behind an interface. *)
Inductive InterfaceKind :=
  | Ordinary
  | OfNatGateway
  | EndsNothing                           (** attachments, load balancer and firewall endpoints *)
  | ServiceNotModelled (missing : Missing).

(** [ENI-1] to [ENI-3], [ENI-8]; [eni_functional] is [CNV-4] with the state of the instance. *)
Record Interface := {
  eni_id : N;
  eni_vpc : N;
  eni_subnet : N;
  eni_kind : InterfaceKind;
  eni_functional : bool;
  eni_check : bool;
  eni_denies_igw : bool;
  eni_groups : list Reference;
  eni_private : list (N * option N);      (** private IPv4 address, public address *)
  eni_ipv6 : list N;
  eni_delegated : list Prefix;
}.

(** [SG-3], [NACL-3]: the traffic of a rule as it is written; [None] is the protocol [-1]. *)
Definition written_service (proto : option N) (ports : Interval) (type code : option N) : Service :=
  match proto with
  | None => Anything
  | Some n =>
      if (n =? 6) || (n =? 17) then Ports n ports
      else if (n =? 1) || (n =? 58) then Icmp n type code
      else Number n
  end.

(** The peer of a security group rule as it is written ([SG-4], [SG-10]). *)
Inductive WrittenPeer :=
  | ToRange (c : Prefix)
  | ToList (prefix_list : Reference)
  | ToGroup (group : Reference)
  | ToDeleted
  | ToUnknown (missing : Missing).

Record GroupRule := { rule_direction : Direction; rule_service : Service; rule_peer : WrittenPeer }.

Record SecurityGroup := { group_id : N; group_rules : list GroupRule }.

(** An entry that was not understood matches by what was ([NACL-2]; IMP-5). *)
Record AclEntry := {
  entry_direction : Direction;
  entry_number : N;
  entry_allows : bool;
  entry_service : Service;
  entry_range : Prefix;
  entry_unknown : option Missing;
}.

Record NetworkAcl := { acl_id : N; acl_entries : list AclEntry }.

Inductive ListEntries :=
  | EntriesKnown (entries : list Prefix)
  | EntriesUnknown (missing : Missing).

Record ListOfPrefixes := { list_id : N; list_entries : ListEntries }.

(** [RT-2]. *)
Inductive WrittenDestination :=
  | ByRange (c : Prefix)
  | ByList (prefix_list : Reference).

(** [RT-11]. *)
Inductive Target :=
  | TargetLocal
  | TargetIgw (gateway : Reference)
  | TargetEigw (gateway : Reference)
  | TargetNat (gateway : Reference)
  | TargetPeering (connection : Reference)
  | TargetInterface (interface : Reference)
  | TargetEndpoint (endpoint : Reference)
  | TargetNotModelled (missing : Missing).

(** [RT-2], [RT-6]. *)
Inductive RouteState :=
  | Active
  | Blackhole
  | Filtered
  | StateUnknown (missing : Missing).

(** [RT-3], [RT-7]: where the route comes from. *)
Inductive RouteOrigin := Fixed | Propagated | ByAdvertisement.

Record WrittenRoute := {
  route_destination : WrittenDestination;
  route_target : Target;
  route_state : RouteState;
  route_origin : RouteOrigin;
}.

Record RouteTable := { table_id : N; table_routes : list WrittenRoute }.

(** [IGW-1]; an edge table is unknown territory ([RT-12]). *)
Record InternetGateway := {
  igw_id : N;
  igw_vpc : option N;
  igw_edge_table : option Missing;
}.

Record EgressOnlyGateway := { eigw_id : N; eigw_vpc : option N }.

(** A zonal gateway ([NAT-1]) with its private addresses, each on an interface of its own kind. *)
Record NatGateway := {
  nat_id : N;
  nat_vpc : N;
  nat_subnet : N;
  nat_functional : bool;
  nat_addresses : list (N * N);           (** private address, interface *)
  nat_not_modelled : option Missing;
}.

(** One end of a peering; Regions are numbered ([SG-8]). *)
Record Side := { side_vpc : Reference; side_region : N; side_ranges : list Prefix }.

Record Peering := { pcx_id : N; pcx_active : bool; pcx_requester : Side; pcx_accepter : Side }.

Record Endpoint := {
  endpoint_id : N;
  endpoint_is_gateway : bool;
  endpoint_vpc : N;
  endpoint_functional : bool;
}.

Record Network := {
  vpcs : list Vpc;
  subnets : list Subnet;
  interfaces : list Interface;
  security_groups : list SecurityGroup;
  network_acls : list NetworkAcl;
  prefix_lists : list ListOfPrefixes;
  route_tables : list RouteTable;
  internet_gateways : list InternetGateway;
  egress_only_gateways : list EgressOnlyGateway;
  nat_gateways : list NatGateway;
  peerings : list Peering;
  endpoints : list Endpoint;
  idle_public_addresses : list N;         (** owned by an account here, associated with nothing *)
  closed_ranges : list Prefix;            (** provider ranges where nobody else answers *)
}.

(** ** Finding objects *)

Definition by_number {A} (number_of : A -> N) (n : N) (objects : list A) : option A :=
  find (fun o => number_of o =? n) objects.

(** An object, or what is missing. *)
Inductive Found (A : Type) :=
  | Object (o : A)
  | NotThere (missing : Missing).
Arguments Object {A}.
Arguments NotThere {A}.

(** For a number that no object has; no snapshot contains one. *)
Definition nowhere : Missing := 0.

Definition resolve {A} (number_of : A -> N) (objects : list A) (r : Reference) : Found A :=
  match r with
  | Absent missing => NotThere missing
  | Known n => match by_number number_of n objects with
               | Some o => Object o
               | None => NotThere nowhere
               end
  end.

(** ** Who owns an address *)

Definition host (f n : N) : Prefix :=
  {| prefix_family := f; network := n; prefix_length := address_bits f |}.

(** [ENI-1] as prefixes. *)
Definition owned (e : Interface) : list Prefix :=
  map (fun a => host ipv4 (fst a)) (eni_private e) ++ map (host ipv6) (eni_ipv6 e) ++
  eni_delegated e.

Definition contains (c : Prefix) (f address : N) : bool :=
  (prefix_family c =? f) && covers c address.

Definition any_contains (cs : list Prefix) (f address : N) : bool :=
  existsb (fun c => contains c f address) cs.

Definition owns (e : Interface) (f address : N) : bool := any_contains (owned e) f address.

(** The interface of a VPC that owns an address ([RT-9]). *)
Definition owner (net : Network) (vpc f address : N) : option Interface :=
  find (fun e => (eni_vpc e =? vpc) && owns e f address) (interfaces net).

(** The interface that has a public IPv4 address, with its private address ([ENI-2]). *)
Definition public_owner (net : Network) (address : N) : option (Interface * N) :=
  let mapped e := find (fun a => match snd a with Some p => p =? address | None => false end)
                    (eni_private e) in
  match find (fun e => match mapped e with Some _ => true | None => false end) (interfaces net) with
  | Some e => option_map (fun a => (e, fst a)) (mapped e)
  | None => None
  end.

(** The end of a peering that faces a VPC, and the one beyond it. *)
Definition remote_side (p : Peering) (vpc : N) : option (Side * Side) :=
  let is_end s := match side_vpc s with Known n => n =? vpc | Absent _ => false end in
  if is_end (pcx_requester p) then Some (pcx_requester p, pcx_accepter p)
  else if is_end (pcx_accepter p) then Some (pcx_accepter p, pcx_requester p)
  else None.
