(** * The interpreter

    Both legs of an exchange through a network, hop by hop ([CNV-9], [REA-1] to [REA-3]). This is
    what runs, extracted, beside the Swift simulator. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.Network Model.Reserved Model.Walk Model.Filters Model.Lookup
  Model.Arrival Model.Internet Model.Gateways.
Import ListNotations.
Open Scope N_scope.

Section Interpreter.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Let border := cross_border net uncollected_open wrong.

  (** ** Leaving a subnet *)

  (** [RT-11]. *)
  Definition to_target (v : Vpc) (subnet : N) (here : Place) (t : Target) (w : Walk) : Step :=
    match t with
    | TargetLocal => arrive_by_ownership net uncollected_open wrong (vpc_id v) (Some subnet) here w
    | TargetIgw r => to_igw net uncollected_open wrong v r w
    | TargetEigw r => to_eigw net uncollected_open wrong v r w
    | TargetNat r => to_nat net choices uncollected_open wrong (vpc_id v) r w
    | TargetPeering r => to_peering net uncollected_open wrong (vpc_id v) r w
    | TargetInterface r => to_interface net uncollected_open wrong (vpc_id v) r w
    | TargetEndpoint r => to_endpoint net wrong (vpc_id v) r w
    | TargetNotModelled missing => unknown_from_here (InSnapshot missing) w
    end.

  (** [RT-6], [NAT-10]. *)
  Definition take_route (s : Subnet) (v : Vpc) (w : Walk) : Step :=
    match look_up net choices wrong s w with
    | NoTable missing => unknown_from_here (InSnapshot missing) w
    | NothingFound => dropped_at (PSubnetTable (subnet_id s)) NoRoute w
    | InDoubt reason _ => unknown_from_here reason w
    | BackOverPeering c =>
        to_target v (subnet_id s) (PPeering c) (TargetPeering (Known c))
          (record Forwards (PPeering c) w)
    | Selected t n under r =>
        let here := PRoute t n under in
        match route_state r with
        | Blackhole => dropped_at here BadStateRoute w
        | Active | Filtered | StateUnknown _ =>
            to_target v (subnet_id s) here (route_target r) (record Forwards here w)
        end
    end.

  Definition neighbour (e : Interface) (w : Walk) : option Interface :=
    if wrong M_NeighboursRouted then None
    else find (fun o => (eni_subnet o =? eni_subnet e) &&
                        owns o (family (packet w)) (destination (packet w))) (interfaces net).

  (** [ENI-5] (5) and (6), [RT-10]. *)
  Definition leave_subnet (e : Interface) (w : Walk) : Step :=
    match neighbour e w with
    | Some other =>
        let? w := if wrong M_AclInsideSubnet then border Egress (eni_subnet e) w else Go w in
        arrive net uncollected_open wrong other (wrong M_AclInsideSubnet) w
    | None =>
        let? w := border Egress (eni_subnet e) w in
        match by_number subnet_id (eni_subnet e) (subnets net),
              by_number vpc_id (eni_vpc e) (vpcs net) with
        | Some s, Some v => take_route s v w
        | _, _ => unknown_from_here (InSnapshot nowhere) w
        end
    end.

  (** ** Beginning of a stretch *)

  (** [PKT-2]. *)
  Definition is_well_formed (p : Packet) : bool :=
    negb ((protocol p =? 1) && (family p =? ipv6)) &&
    negb ((protocol p =? 58) && (family p =? ipv4)) &&
    negb (is_in to_many (family p) (destination p)).

  (** [RT-8]: what no table can forward. *)
  Definition is_never_forwarded (p : Packet) : bool :=
    is_in never_forwarded (family p) (destination p) && negb (wrong M_LinkLocalForwarded).

  Definition place_of_destination (p : Packet) : Place :=
    PService (ServiceAt (family p) (destination p)).

  Definition subnet_heading (e : Interface) (w : Walk) : Heading :=
    match neighbour e w, by_number subnet_id (eni_subnet e) (subnets net) with
    | Some _, _ => InsideVpc (eni_vpc e)
    | None, Some s => heading_of net choices wrong s w
    | None, None => Elsewhere
    end.

  (** [ENI-5], outward: what a host sends. *)
  Definition leave_host (e : Interface) (w : Walk) : Step :=
    let here := PInterface (eni_id e) in
    let p := packet w in
    let w := vouched_by (Some e) (known_groups e) (record Leaves here w) in
    let? w := require (is_well_formed p) here ProtocolRestriction w in
    let? w := require (eni_functional e || wrong M_StateIgnored) here BadState w in
    match (if wrong M_AnyoneStarts then Ordinary else eni_kind e) with
    | OfNatGateway | EndsNothing => dropped_at here BadState w
    | ServiceNotModelled missing => unknown_from_here (InSnapshot missing) w
    | Ordinary =>
        let? w := require (negb (eni_check e) || owns e (family p) (source p) ||
                           wrong M_SourceCheckIgnored) here SourceDestinationCheck w in
        match exempt_service (by_number vpc_id (eni_vpc e) (vpcs net)) (family p) (destination p),
              wrong M_ServicesFiltered with
        | Some service, false => delivered_at (PService service) (AtService service) w
        | _, _ =>
            if is_never_forwarded p then dropped_at (place_of_destination p) NoRoute w
            else
              let? w := judge_groups net wrong Egress (subnet_heading e w) e w in
              leave_subnet e w
        end
    end.

  (** What a NAT gateway sends by one of its interfaces ([NAT-3], [NAT-6]): no security groups, and
      no service at a fixed address. *)
  Definition leave_nat (e : Interface) (w : Walk) : Step :=
    if is_never_forwarded (packet w) then dropped_at (place_of_destination (packet w)) NoRoute w
    else leave_subnet e w.

  (** [REA-6]: what a host of the Internet sends. *)
  Definition leave_internet (w : Walk) : Step :=
    let p := packet w in
    let w := record Leaves PInternet w in
    let? w := require (is_well_formed p) PInternet ProtocolRestriction w in
    let? w := require (is_internet_host net (family p) (source p)) PInternet Spoofed w in
    on_internet net uncollected_open wrong w.

  (** ** Legs *)

  (** [REA-2]: at most 64 routing hops; each stretch after the first begins at a NAT gateway. *)
  Fixpoint travel (fuel : nat) (s : Step) : Walk * Disposition :=
    match s, fuel with
    | End w d, _ => (w, d)
    | FromNat w i, S fuel =>
        match by_number eni_id i (interfaces net) with
        | Some e => travel fuel (leave_nat e w)
        | None => (w, Unknown (InSnapshot nowhere))
        end
    | FromNat w _, O | Go w, _ => (w, Unknown TooManyHops)
    end.

  Definition routing_hops : nat := 64.

  Record Leg := {
    leg_hops : list Hop;
    leg_end : Disposition;
    leg_packet : Packet;
    leg_memory : Memory;
  }.

  Definition leg_of (s : Step) : Leg :=
    let '(w, d) := travel routing_hops s in
    {| leg_hops := rev (hops w); leg_end := d; leg_packet := packet w; leg_memory := memory w |}.

  Definition leave_interface (i : N) (w : Walk) : Step :=
    match by_number eni_id i (interfaces net) with
    | Some e => leave_host e w
    | None => unknown_from_here (InSnapshot nowhere) w
    end.

  (** [REA-2]: the forward leg. *)
  Definition forward (p : Packet) (from : Emitter) : Leg :=
    let w := leg_begins p New nothing_remembered in
    leg_of (match from with
            | FromInterface i => leave_interface i w
            | FromInternet => leave_internet w
            end).

  (** A service beside the host always answers it; one behind a gateway endpoint answers into the
      VPC ([RT-14]). *)
  Definition service_answers (service : ServiceName) (to : Emitter) (w : Walk) : Step :=
    match service with
    | BehindEndpoint n =>
        match by_number endpoint_id n (endpoints net) with
        | Some g =>
            arrive_by_ownership net uncollected_open wrong (endpoint_vpc g) None (PEndpoint n)
              (record Leaves (PEndpoint n) w)
        | None => unknown_from_here (InSnapshot nowhere) w
        end
    | Resolver | ServiceAt _ _ =>
        match to with
        | FromInterface i => delivered_at (PService service) (AtInterface i) w
        | FromInternet => dropped_at (PService service) NoPossibleDestination w
        end
    end.

  (** [REA-3]: the receiver answers what it received. *)
  Definition answer (received : Leg) (from : Receiver) (to : Emitter) : Leg :=
    let w := leg_begins (reverse (leg_packet received)) Established (leg_memory received) in
    leg_of (match from with
            | AtInterface i => leave_interface i w
            | AtInternet => on_internet net uncollected_open wrong (record Leaves PInternet w)
            | AtService service => service_answers service to w
            end).
End Interpreter.

(** [REA-3]: both legs; the choices of the return leg are its own ([REA-4]). *)
Record Exchange := { first_leg : Leg; second_leg : option Leg }.

Definition exchange (net : Network) (uncollected_open : bool) (wrong : Mistake -> bool)
    (forth back : Choices) (p : Packet) (from : Emitter) : Exchange :=
  let there := forward net forth uncollected_open wrong p from in
  {| first_leg := there;
     second_leg := match leg_end there with
                   | Delivered receiver =>
                       Some (answer net back uncollected_open wrong there receiver from)
                   | Dropped _ | Unknown _ => None
                   end |}.

Inductive Outcome :=
  | Complete
  | ForwardFailed
  | ReplyFailed (code : DropCode)
  | OutcomeUnknown (reason : Reason).

Definition same_packet (a b : Packet) : bool :=
  forallb (fun f => read f a =? read f b)
    [Family; Source; Destination; Protocol; SourcePort; DestinationPort; IcmpType; IcmpCode; TcpSyn;
     TcpAck].

Definition is_home (from : Emitter) (r : Receiver) : bool :=
  match from, r with
  | FromInterface i, AtInterface j => i =? j
  | FromInternet, AtInternet => true
  | _, _ => false
  end.

(** [REA-3]: the reply comes home as exactly the reverse of what was sent. *)
Definition outcome (p : Packet) (from : Emitter) (e : Exchange) : Outcome :=
  match leg_end (first_leg e), second_leg e with
  | Unknown reason, _ => OutcomeUnknown reason
  | Dropped _, _ | Delivered _, None => ForwardFailed
  | Delivered _, Some back =>
      match leg_end back with
      | Unknown reason => OutcomeUnknown reason
      | Dropped code => ReplyFailed code
      | Delivered r =>
          if is_home from r && same_packet (leg_packet back) (reverse p) then Complete
          else ReplyFailed X_NotTheReverse
      end
  end.

Definition nothing_wrong (m : Mistake) : bool := false.
