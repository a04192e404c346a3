(** * One packet on its way

    What a packet carries beside the wire ([PKT-3]), what it leaves behind in devices ([FLW-4]), the
    trace, and the ways in which a leg ends ([REA-2]). *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Prefixes Model.Connections Model.SecurityGroups
  Model.NAT Model.Network Model.Reserved.
Import ListNotations.
Open Scope N_scope.

(** ** Ends *)

(** Who sends a packet. *)
Inductive Emitter := FromInterface (interface : N) | FromInternet.

(** Where a packet ends well. *)
Inductive Receiver := AtInterface (interface : N) | AtInternet | AtService (service : ServiceName).

(** Why a packet is dropped; [X] marks our own reasons. *)
Inductive DropCode :=
  | BadState
  | BadStateRoute
  | NoRoute
  | NoPossibleDestination
  | GroupsMismatch
  | GroupsEmpty
  | AclRestriction
  | SourceDestinationCheck
  | IgwNeedsPublicSource
  | IgwNeedsPrivateDestination
  | IgwDestinationPrivate
  | IgwDestinationShared
  | IgwSourcePrivate
  | IgwSourceShared
  | PeeringAddress
  | ProtocolRestriction
  | EndpointProtocol
  | Spoofed
  | X_NoState
  | X_EigwInbound
  | X_NatUnsolicited
  | X_Loop
  | X_NotTheReverse.

(** Why an answer is unknown: something of the snapshot, or a case that the rules leave open. *)
Inductive Reason :=
  | InSnapshot (missing : Missing)
  | TooManyHops              (** [REA-2] *)
  | UndeclaredAppliance      (** [ENI-6] *)
  | OddRouteTarget           (** [RT-11]: an interface of another VPC or of a service *)
  | OpenPriority             (** [RT-7] *)
  | OddReturn                (** [NAT-10] *)
  | Nat64                    (** [NAT-9] *)
  | OtherEndpoint            (** [RT-11]: not a gateway endpoint *).

Inductive Disposition :=
  | Delivered (receiver : Receiver)
  | Dropped (code : DropCode)
  | Unknown (reason : Reason).

(** ** Traces *)

(** The object, and the part of it, that speaks. Rules, entries and routes are numbered from 0 in
    the order of the snapshot. *)
Inductive Place :=
  | PInterface (interface : N)
  | PGroups (interface : N)                (** all groups of an interface together *)
  | PGroup (group rule : N)
  | PAclEntry (acl entry : N)
  | PAclDefault (acl : N)                  (** the last entry, [*] *)
  | PSubnet (subnet : N)
  | PSubnetTable (subnet : N)              (** its table, where no route decides *)
  | PRoute (table route : N) (under : Prefix)
  | PVpc (vpc : N)
  | PIgw (gateway : N)
  | PEigw (gateway : N)
  | PNat (gateway : N)
  | PPeering (connection : N)
  | PEndpoint (endpoint : N)
  | PInternet
  | PService (service : ServiceName)
  | PUnknown (reason : Reason).

Inductive Act := Leaves | Enters | Allows | Forwards | Translates | Delivers | Drops | Wonders.

(** [packet_after]: the header when this hop is done with it. *)
Record Hop := { act : Act; place : Place; packet_after : Packet }.

(** ** State *)

(** [EIG-1]: the connection that an egress-only gateway let out. *)
Record EigwFlow := { flow_gateway : N; flow_vpc : N; flow_inside : N; flow_key : Key }.

(** [NAT-10]: a packet straight from a NAT gateway crossed this peering; the reply starts in the VPC
    beyond it. *)
Record Crossing := { crossing_address : N; crossing_peering : N; crossing_vpc : N }.

(** What devices remember between the legs ([FLW-4], [FLW-5]). *)
Record Memory := {
  connections : list (N * Connections);   (** by interface *)
  nat_tables : list (N * NatTable);       (** by NAT gateway *)
  eigw_flow : option EigwFlow;
  crossing : option Crossing;
}.

Definition nothing_remembered : Memory :=
  {| connections := []; nat_tables := []; eigw_flow := None; crossing := None |}.

(** How the provider settles what it may choose ([CNV-6]): the address and port of a NAT gateway
    ([NAT-3]), and which of tied prefix-list routes to a prefix a table keeps ([RT-5]). *)
Record Choices := {
  address_choice : N -> N;
  port_choice : N -> N;
  tie_choice : N -> Prefix -> N;
}.

Record Walk := {
  packet : Packet;
  phase : Phase;
  tag : list N;                           (** [sgTag], [SG-6] *)
  origin : option Interface;              (** [originEni] *)
  memory : Memory;
  noted : option Reason;                  (** the first unknown filter on the way ([CNV-2]) *)
  passed : list N;                        (** NAT gateways that rewrote it on this leg *)
  hops : list Hop;                        (** the latest first *)
}.

Definition leg_begins (p : Packet) (ph : Phase) (m : Memory) : Walk :=
  {| packet := p; phase := ph; tag := []; origin := None; memory := m; noted := None; passed := [];
     hops := [] |}.

(** ** Changes of one part *)

Definition with_packet (p : Packet) (w : Walk) : Walk :=
  {| packet := p; phase := phase w; tag := tag w; origin := origin w; memory := memory w;
     noted := noted w; passed := passed w; hops := hops w |}.

Definition with_memory (m : Memory) (w : Walk) : Walk :=
  {| packet := packet w; phase := phase w; tag := tag w; origin := origin w; memory := m;
     noted := noted w; passed := passed w; hops := hops w |}.

(** [SG-6]: from here on the packet speaks for these groups of this interface. *)
Definition vouched_by (e : option Interface) (groups : list N) (w : Walk) : Walk :=
  {| packet := packet w; phase := phase w; tag := groups; origin := e; memory := memory w;
     noted := noted w; passed := passed w; hops := hops w |}.

Definition without_tag (w : Walk) : Walk := vouched_by (origin w) [] w.

Definition past_nat (gateway : N) (w : Walk) : Walk :=
  {| packet := packet w; phase := phase w; tag := tag w; origin := origin w; memory := memory w;
     noted := noted w; passed := gateway :: passed w; hops := hops w |}.

Definition record (a : Act) (p : Place) (w : Walk) : Walk :=
  {| packet := packet w; phase := phase w; tag := tag w; origin := origin w; memory := memory w;
     noted := noted w; passed := passed w;
     hops := {| act := a; place := p; packet_after := packet w |} :: hops w |}.

(** An unknown filter: the packet goes on, and the first such is kept ([CNV-2]). *)
Definition note (r : Reason) (w : Walk) : Walk :=
  let w := record Wonders (PUnknown r) w in
  {| packet := packet w; phase := phase w; tag := tag w; origin := origin w; memory := memory w;
     noted := match noted w with None => Some r | Some first => Some first end;
     passed := passed w; hops := hops w |}.

(** What an interface or a gateway has in the memory. *)
Definition kept_for {A} (n : N) (kept : list (N * list A)) : list A :=
  match find (fun k => fst k =? n) kept with Some k => snd k | None => [] end.

Definition connections_of (e : Interface) (m : Memory) : Connections :=
  kept_for (eni_id e) (connections m).

Definition remember_connections (e : Interface) (cs : Connections) (m : Memory) : Memory :=
  {| connections := (eni_id e, cs) :: connections m; nat_tables := nat_tables m;
     eigw_flow := eigw_flow m; crossing := crossing m |}.

Definition remember_bindings (gateway : N) (t : NatTable) (m : Memory) : Memory :=
  {| connections := connections m; nat_tables := (gateway, t) :: nat_tables m;
     eigw_flow := eigw_flow m; crossing := crossing m |}.

Definition remember_flow (f : EigwFlow) (m : Memory) : Memory :=
  {| connections := connections m; nat_tables := nat_tables m; eigw_flow := Some f;
     crossing := crossing m |}.

Definition remember_crossing (c : Crossing) (m : Memory) : Memory :=
  {| connections := connections m; nat_tables := nat_tables m; eigw_flow := eigw_flow m;
     crossing := Some c |}.

(** ** Steps *)

(** What one step leads to: the next test of the same stretch, the end of the leg, or a stretch that
    begins at the interface of a NAT gateway. *)
Inductive Step :=
  | Go (w : Walk)
  | End (w : Walk) (d : Disposition)
  | FromNat (w : Walk) (interface : N).

Definition and_then (s : Step) (k : Walk -> Step) : Step :=
  match s with
  | Go w => k w
  | End w d => End w d
  | FromNat w i => FromNat w i
  end.

Definition dropped_at (p : Place) (code : DropCode) (w : Walk) : Step :=
  End (record Drops p w) (Dropped code).

(** Delivery under an unknown filter is unknown ([CNV-2]). *)
Definition delivered_at (p : Place) (r : Receiver) (w : Walk) : Step :=
  let w := record Delivers p w in
  End w (match noted w with None => Delivered r | Some first => Unknown first end).

(** The rest of the way is unknown. *)
Definition unknown_from_here (r : Reason) (w : Walk) : Step :=
  End (record Wonders (PUnknown r) w)
    (Unknown (match noted w with None => r | Some first => first end)).

Definition require (test : bool) (p : Place) (code : DropCode) (w : Walk) : Step :=
  if test then Go w else dropped_at p code w.

(** ** Wrong rules

    For tests that have to notice them; in every statement and in production no rule is wrong. *)
Inductive Mistake :=
  | M_SourceCheckIgnored           (** [ENI-3] *)
  | M_StateIgnored                 (** [CNV-4]: interfaces *)
  | M_OtherDirectionCounts         (** [SG-1] *)
  | M_AnyGroupMatches              (** [SG-5], [SG-7] *)
  | M_RepliesJudgedByRules         (** [SG-2] *)
  | M_AclNotOnArrival              (** [NACL-5] *)
  | M_AclRemembers                 (** [NACL-4] *)
  | M_AclInsideSubnet              (** [NACL-5] *)
  | M_BlackholeFallsBack           (** [RT-6] *)
  | M_PropagatedInsideLocal        (** [RT-3] (0) *)
  | M_ShortestPrefix               (** [RT-3] (1) *)
  | M_IgwTakesAnySource            (** [IGW-2] *)
  | M_IgwKeepsTag                  (** [SG-6] *)
  | M_EigwAdmitsInbound            (** [EIG-1] *)
  | M_NatKeepsSource               (** [NAT-3] *)
  | M_NatForgets                   (** [NAT-6] *)
  | M_NatAnyProtocol               (** [NAT-1] *)
  | M_PeeringIgnoresState          (** [PCX-1] *)
  | M_PeeringIgnoresSource         (** [PCX-2] *)
  | M_EndpointAnyProtocol          (** [GWE-1] *)
  | M_ServicesFiltered             (** [SG-12], [NACL-8] *)
  | M_ListsUnread                  (** [SG-4]: prefix lists match nothing *)
  | M_AnyoneStarts                 (** [ENI-3]: service interfaces *)
  | M_DenialOfIgwIgnored           (** [ENI-8] *)
  | M_NeighboursRouted             (** [RT-10] *)
  | M_MembersAnywhere              (** [SG-7] *)
  | M_TagSurvivesNat               (** [SG-6] *)
  | M_RegionsIgnored               (** [SG-8] *)
  | M_IcmpCodeIgnored              (** [SG-3] *)
  | M_LastEntryWins                (** [NACL-2] *)
  | M_FilteredInstalled            (** [RT-2] *)
  | M_TiesIgnored                  (** [RT-5] *)
  | M_HiddenListsIgnored           (** [RT-2], IMP-3a *)
  | M_LinkLocalForwarded           (** [RT-8] *)
  | M_IgwToPrivate                 (** [IGW-2] *)
  | M_PrivateV6Leaves              (** [IGW-4] *)
  | M_ClosedRangesAnswer           (** [REA-6] *)
  | M_EigwForgets                  (** [EIG-1] *)
  | M_NatTranslatesTwice           (** [NAT-3a] *)
  | M_RepliesToNatNeedRoute        (** [NAT-10] *)
  | M_PeeringIgnoresDestination    (** [PCX-2] *)
  | M_UnknownsForgotten            (** [CNV-2]: network ACL entries *).
