(** * Arrival at interfaces

    By ownership of the destination, as the target of a route, and at a NAT gateway ([ENI-5],
    [RT-9], [RT-11], [RT-14], [NAT-6]). *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters.
Import ListNotations.
Open Scope N_scope.

Notation "'let?' w ':=' s 'in' k" := (and_then s (fun w => k))
  (at level 200, w name, s at level 100, k at level 200).

Section Arrival.
  Variable net : Network.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Let border := cross_border net uncollected_open wrong.
  Let groups := judge_groups net wrong.

  Definition is_new (w : Walk) : bool := match phase w with New => true | Established => false end.

  (** ** Arrival *)

  (** [NAT-6]: what is addressed to the interface of a NAT gateway. A reply that comes to the same
      gateway twice on one leg goes round ([REA-2]). *)
  Definition arrive_at_nat (e : Interface) (w : Walk) : Step :=
    if is_new w then dropped_at (PInterface (eni_id e)) X_NatUnsolicited w
    else
      match find (fun g => existsb (fun a => snd a =? eni_id e) (nat_addresses g))
              (nat_gateways net) with
      | None => dropped_at (PInterface (eni_id e)) X_NoState w
      | Some g =>
          let table := if wrong M_NatForgets then []
                       else kept_for (nat_id g) (nat_tables (memory w)) in
          match un_nat table (packet w) with
          | None => dropped_at (PInterface (eni_id e)) X_NoState w
          | Some p =>
              if existsb (N.eqb (nat_id g)) (passed w) then dropped_at (PNat (nat_id g)) X_Loop w
              else
                let w := vouched_by (Some e) [] (past_nat (nat_id g) (with_packet p w)) in
                FromNat (record Translates (PNat (nat_id g)) w) (eni_id e)
          end
      end.

  (** [ENI-5], inward; [crossed]: whether the packet has crossed a border of the subnet. *)
  Definition arrive (e : Interface) (crossed : bool) (w : Walk) : Step :=
    let here := PInterface (eni_id e) in
    let? w := if crossed then border Ingress (eni_subnet e) w else Go w in
    let? w := require (eni_functional e || wrong M_StateIgnored) here BadState w in
    match eni_kind e with
    | OfNatGateway => arrive_at_nat e w
    | EndsNothing => dropped_at here NoPossibleDestination w
    | ServiceNotModelled missing =>
        let? w := groups Ingress Elsewhere e w in
        unknown_from_here (InSnapshot missing) w
    | Ordinary =>
        let? w := groups Ingress Elsewhere e w in
        let? w := require (negb (eni_check e) ||
                           owns e (family (packet w)) (destination (packet w)))
                    here SourceDestinationCheck w in
        delivered_at here (AtInterface (eni_id e)) w
    end.

  (** [RT-9], [RT-14]: to the owner of the destination in a VPC, coming from one of its subnets or
      from outside; [here] speaks if there is none. *)
  Definition arrive_by_ownership (vpc : N) (leaving : option N) (here : Place) (w : Walk) : Step :=
    match owner net vpc (family (packet w)) (destination (packet w)) with
    | None => dropped_at here NoPossibleDestination w
    | Some e =>
        let same := match leaving with Some s => s =? eni_subnet e | None => false end in
        arrive e (negb same) w
    end.

  (** [RT-11]: an interface as target ([NACL-11]; [ENI-6]). *)
  Definition to_interface (vpc : N) (target : Reference) (w : Walk) : Step :=
    match resolve eni_id (interfaces net) target with
    | NotThere missing => unknown_from_here (InSnapshot missing) w
    | Object e =>
        if negb (eni_vpc e =? vpc) then unknown_from_here OddRouteTarget w
        else
          match eni_kind e with
          | OfNatGateway | EndsNothing | ServiceNotModelled _ => unknown_from_here OddRouteTarget w
          | Ordinary =>
              let here := PInterface (eni_id e) in
              let? w := require (eni_functional e || wrong M_StateIgnored) here BadStateRoute w in
              let? w := border Ingress (eni_subnet e) w in
              let? w := groups Ingress Elsewhere e w in
              if owns e (family (packet w)) (destination (packet w))
              then delivered_at here (AtInterface (eni_id e)) w
              else if eni_check e then dropped_at here SourceDestinationCheck w
              else unknown_from_here UndeclaredAppliance w
          end
    end.
End Arrival.
