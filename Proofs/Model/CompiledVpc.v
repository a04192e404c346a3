(** * The interior of VPCs as a forwarding graph

    What hosts may send to each other inside a VPC, and what the Internet may send to them, compiled to
    places and guarded edges: security groups, network ACLs, local delivery, the choice of the
    route, internet gateways inward. Whatever a host sends out of its VPC goes to a place of which
    nothing is known. The graph may let more pass than the network does, never less
    ([REA-3a]); [Theorems/Compilation.v] proves it against the interpreter. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.SecurityGroups
  Model.NetworkACL Model.RouteTables Model.Network Model.Reserved Model.Walk Model.Filters
  Model.Lookup Model.Internet Model.ForwardingGraph Model.Interpreter.
Import ListNotations.
Open Scope N_scope.

(** ** Places *)

(** A host has made the packet. *)
Definition sent_by (interface : N) : Location := 4 * interface.

(** Past its groups and the network ACL of its subnet, to be delivered in the VPC. *)
Definition staying_from (interface : N) : Location := 4 * interface + 1.

Definition received_by (interface : N) : Location := 4 * interface + 2.

(** Out of the VPC; and a service that every host reaches ([SG-12]). *)
Definition outside : Location := 3.
Definition at_service : Location := 7.

(** The Internet as a receiver, and as a sender; past the gateway of a VPC. *)
Definition internet_receives : Location := 11.
Definition from_internet : Location := 15.
Definition entered (vpc : N) : Location := 4 * vpc + 19.

Definition kind_of_place (l : Location) : Kind :=
  if l =? outside then UnknownSink 0
  else if (l =? at_service) || (l =? internet_receives) || (l mod 4 =? 2)
  then ForwardingGraph.Delivered
  else Transit.

Section Compiled.
  Variable net : Network.

  (** ** Guards: which packets may pass. What is unknown is open. *)

  (** What groups see of the sender of a packet: its own groups and addresses; of the Internet,
      nothing. *)
  Record Sender := { its_groups : list N; its_addresses : list Prefix }.
  Definition host_sends (e : Interface) : Sender :=
    {| its_groups := known_groups e; its_addresses := owned e |}.
  Definition internet_sends : Sender := {| its_groups := []; its_addresses := [] |}.

  Definition seen_from (sender : Sender) (heading : Heading) : Context :=
    {| sender_groups := its_groups sender; sender_addresses := its_addresses sender;
       reachable_members := members_ahead net nothing_wrong heading |}.

  (** [SG-1]. *)
  Definition may_pass_groups (d : Direction) (heading : Heading) (sender : Sender) (e : Interface)
      (p : Packet) : bool :=
    let read := read_groups net nothing_wrong d heading e in
    negb (is_judged e) ||
    rules_allow d (seen_from sender heading) (map (map snd) (known_rules read)) p ||
    match first_doubt p read with Some _ => true | None => false end.

  (** [NACL-2]. *)
  Definition may_pass_entries (d : Direction) (acl : NetworkAcl) (p : Packet) : bool :=
    let entries := entries_of d acl in
    match deciding_entry nothing_wrong d entries p with
    | None => false
    | Some (_, entry) =>
        match entry_unknown entry with
        | Some _ => true
        | None =>
            match acl_decision d (map (fun ne => acl_rule_of nothing_wrong (snd ne)) entries) p with
            | Allow => true
            | Deny => false
            end
        end
    end.

  (** [NACL-5]. *)
  Definition may_cross (d : Direction) (subnet : N) (p : Packet) : bool :=
    match by_number subnet_id subnet (subnets net) with
    | None => false
    | Some s =>
        match subnet_acl s with
        | AclAssumedOpen | AclNotCollected _ | AclAbsent _ => true
        | AclOf a =>
            match by_number acl_id a (network_acls net) with
            | None => true
            | Some acl => may_pass_entries d acl p
            end
        end
    end.

  (** Another interface of the subnet owns the destination ([RT-10]). *)
  Definition neighbour_for (e : Interface) (p : Packet) : option Interface :=
    find (fun o => (eni_subnet o =? eni_subnet e) && owns o (family p) (destination p))
      (interfaces net).

  (** The targets of all routes that [RT-3] may select. *)
  Definition targets_for (e : Interface) (p : Packet) : list Target :=
    match by_number subnet_id (eni_subnet e) (subnets net) with
    | None => []
    | Some s =>
        match resolve table_id (route_tables net) (subnet_table s) with
        | NotThere _ => []
        | Object t =>
            flat_map (fun r => match written nothing_wrong t r with
                               | Some w => [route_target w]
                               | None => []
                               end) (selected (table_of net nothing_wrong t) p)
        end
    end.

  Definition is_local (t : Target) : bool :=
    match t with TargetLocal => true | _ => false end.

  (** What a host can send at all ([ENI-3], [CNV-4]). *)
  Definition may_send (e : Interface) (p : Packet) : bool :=
    eni_functional e && (negb (eni_check e) || owns e (family p) (source p)).

  (** What a host takes ([ENI-5]). *)
  Definition may_receive (sender : Sender) (e : Interface) (p : Packet) : bool :=
    eni_functional e && may_pass_groups Ingress Elsewhere sender e p &&
    (negb (eni_check e) || owns e (family p) (destination p)).

  Definition vpc_of_subnet (e : Interface) : N :=
    match by_number subnet_id (eni_subnet e) (subnets net) with
    | Some s => subnet_vpc s
    | None => eni_vpc e
    end.

  (** It leaves its subnet by a route to [t]. *)
  Definition may_leave_to (e : Interface) (p : Packet) (t : Target) : bool :=
    may_pass_groups Egress (target_heading net nothing_wrong (vpc_of_subnet e) t) (host_sends e) e p &&
    may_cross Egress (eni_subnet e) p.

  Definition is_same (a b : Interface) : bool := eni_id a =? eni_id b.

  (** ** Edges *)

  Definition edge_to_service (e : Interface) : Edge :=
    {| tail := sent_by (eni_id e); head := at_service; rewrite := [];
       guard := fun p =>
         may_send e p &&
         match exempt_service (by_number vpc_id (eni_vpc e) (vpcs net)) (family p) (destination p) with
         | Some _ => true
         | None => false
         end |}.

  (** Inside the subnet: no network ACL and no route table ([RT-10]). *)
  Definition edge_to_neighbour (e other : Interface) : Edge :=
    {| tail := sent_by (eni_id e); head := received_by (eni_id other); rewrite := [];
       guard := fun p =>
         may_send e p &&
         match neighbour_for e p with Some o => is_same o other | None => false end &&
         may_pass_groups Egress (InsideVpc (eni_vpc e)) (host_sends e) e p &&
         may_receive (host_sends e) other p |}.

  Definition edge_staying (e : Interface) : Edge :=
    {| tail := sent_by (eni_id e); head := staying_from (eni_id e); rewrite := [];
       guard := fun p =>
         may_send e p && match neighbour_for e p with Some _ => false | None => true end &&
         existsb (fun t => is_local t && may_leave_to e p t) (targets_for e p) |}.

  Definition edge_leaving (e : Interface) : Edge :=
    {| tail := sent_by (eni_id e); head := outside; rewrite := [];
       guard := fun p =>
         may_send e p && match neighbour_for e p with Some _ => false | None => true end &&
         existsb (fun t => negb (is_local t) && may_leave_to e p t) (targets_for e p) |}.

  (** [RT-9]: to the owner of the destination. *)
  Definition edge_to_owner (e other : Interface) : Edge :=
    {| tail := staying_from (eni_id e); head := received_by (eni_id other); rewrite := [];
       guard := fun p =>
         match owner net (eni_vpc e) (family p) (destination p) with
         | Some o => is_same o other
         | None => false
         end &&
         ((eni_subnet e =? eni_subnet other) || may_cross Ingress (eni_subnet other) p) &&
         may_receive (host_sends e) other p |}.

  (** [IGW-3]: an internet gateway puts the private address [a] of [e] in place of the public one. *)
  Definition edge_entering (e : Interface) (a : N) : Edge :=
    {| tail := from_internet; head := entered (eni_vpc e);
       rewrite := [(Destination, Choose [{| low := a; high := a |}])];
       guard := fun p =>
         (family p =? ipv4) &&
         match public_owner net (destination p) with
         | Some (o, address) => is_same o e && (address =? a)
         | None => false
         end |}.

  (** [IGW-4]: IPv6 has no translation. *)
  Definition edge_entering_v6 (v : Vpc) : Edge :=
    {| tail := from_internet; head := entered (vpc_id v); rewrite := [];
       guard := fun p =>
         negb (family p =? ipv4) &&
         match owner_of_public_range net (destination p) with
         | Some o => vpc_id o =? vpc_id v
         | None => false
         end |}.

  Definition edge_across_internet : Edge :=
    {| tail := from_internet; head := internet_receives; rewrite := []; guard := fun _ => true |}.

  (** From the gateway to the owner of the destination. *)
  Definition edge_from_gateway (vpc : N) (other : Interface) : Edge :=
    {| tail := entered vpc; head := received_by (eni_id other); rewrite := [];
       guard := fun p =>
         match owner net vpc (family p) (destination p) with
         | Some o => is_same o other
         | None => false
         end &&
         may_cross Ingress (eni_subnet other) p && may_receive internet_sends other p |}.

  Definition edges_of_host (e : Interface) : list Edge :=
    [edge_to_service e; edge_staying e; edge_leaving e] ++
    map (edge_to_neighbour e) (interfaces net) ++ map (edge_to_owner e) (interfaces net).

  Definition edges_of_internet : list Edge :=
    edge_across_internet :: map edge_entering_v6 (vpcs net) ++
    flat_map (fun e => map (fun a => edge_entering e (fst a)) (eni_private e)) (interfaces net) ++
    flat_map (fun v => map (edge_from_gateway (vpc_id v)) (interfaces net)) (vpcs net).

  Definition vpc_graph : Graph :=
    {| kind := kind_of_place;
       edges := flat_map edges_of_host (interfaces net) ++ edges_of_internet |}.
End Compiled.
