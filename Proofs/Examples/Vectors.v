(** * Conformance vectors

    The model computes the answers that the semantics lists by hand (the vectors B1 to B13 as far as
    they concern one object), by the rules and by the compiled boxes. A change of the model that
    alters one of them does not compile. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.Connections.
From Isola Require Import Model.NetworkACL Model.SecurityGroups Model.RouteTables Model.NAT.
Import ListNotations.
Open Scope N_scope.

Definition ip (a b c d : N) : N := ((a * 256 + b) * 256 + c) * 256 + d.

Definition cidr4 (a b c d length : N) : Prefix :=
  {| prefix_family := ipv4; network := ip a b c d; prefix_length := length |}.

Definition packet4 (from to proto dport : N) : Packet :=
  {| family := ipv4; source := from; destination := to; protocol := proto; source_port := 49152;
     destination_port := dport; icmp_type := 0; icmp_code := 0; tcp_syn := 1; tcp_ack := 0 |}.

Definition host_a : N := ip 10 0 1 10.
Definition host_b : N := ip 10 0 2 20.
Definition https : Packet := packet4 host_a host_b 6 443.

(** ** Security groups *)

Definition plain : Context :=
  {| sender_groups := []; sender_addresses := [cidr4 10 0 1 10 32];
     reachable_members := fun _ => [] |}.
Definition tagged : Context :=
  {| sender_groups := [7]; sender_addresses := [cidr4 10 0 1 10 32];
     reachable_members := fun _ => [] |}.

Definition from_group : list (list SgRule) :=
  [[{| sg_service := Ports 6 {| low := 443; high := 443 |}; sg_peer := Group 7 |}]].

(** B1 [SG-5]: the sender carries the group. B2 [SG-6]: after an appliance it does not. *)
Example b1 : rules_allow Ingress tagged from_group https = true. Proof. reflexivity. Qed.
Example b2 : rules_allow Ingress plain from_group https = false. Proof. reflexivity. Qed.
Example b1_boxes : in_boxes https (sg_allows Ingress tagged from_group) = true.
Proof. reflexivity. Qed.

(** [SG-5]: a source address that is not the sender's own does not match. *)
Example b1_other_source :
  rules_allow Ingress tagged from_group (packet4 (ip 10 0 1 11) host_b 6 443) = false.
Proof. reflexivity. Qed.

(** B6 [SG-3]: protocol 50 has no ports. *)
Example b6 :
  rules_allow Ingress plain [[{| sg_service := Number 50; sg_peer := Cidr (cidr4 0 0 0 0 0) |}]]
    (packet4 host_a host_b 50 0) = true.
Proof. reflexivity. Qed.

(** B8 [CNV-5]: a rule for every IPv4 address matches no IPv6 packet. *)
Example b8 :
  rules_allow Ingress plain [[{| sg_service := Anything; sg_peer := Cidr (cidr4 0 0 0 0 0) |}]]
    {| family := ipv6; source := host_a; destination := host_b; protocol := 6; source_port := 49152;
       destination_port := 443; icmp_type := 0; icmp_code := 0; tcp_syn := 1; tcp_ack := 0 |} =
  false.
Proof. reflexivity. Qed.

(** [SG-3]: both ends of a port range count; the destination port is tested, in both directions. *)
Example port_range :
  let rules := [[{| sg_service := Ports 6 {| low := 80; high := 443 |};
                    sg_peer := Cidr (cidr4 10 0 0 0 8) |}]] in
  map (fun dport => rules_allow Ingress plain rules (packet4 host_a host_b 6 dport))
    [79; 80; 443; 444] = [false; true; true; false] /\
  rules_allow Egress plain rules (packet4 host_a host_b 6 443) = true /\
  rules_allow Egress plain rules (packet4 host_a host_b 17 443) = false.
Proof. repeat split. Qed.

(** [SG-3]: ICMP type and code, with wildcards. *)
Example icmp_type_and_code :
  let ping type code :=
    {| family := ipv4; source := host_a; destination := host_b; protocol := 1; source_port := 0;
       destination_port := 0; icmp_type := type; icmp_code := code; tcp_syn := 0; tcp_ack := 0 |} in
  let any := Cidr (cidr4 0 0 0 0 0) in
  let allows s := rules_allow Ingress plain [[{| sg_service := s; sg_peer := any |}]] in
  allows (Icmp 1 (Some 8) None) (ping 8 3) = true /\
  allows (Icmp 1 (Some 8) None) (ping 0 3) = false /\
  allows (Icmp 1 (Some 3) (Some 4)) (ping 3 4) = true /\
  allows (Icmp 1 (Some 3) (Some 4)) (ping 3 1) = false /\
  allows (Icmp 58 None None) (ping 8 0) = false.
Proof. repeat split. Qed.

(** [SG-4]: the source of what enters, the destination of what leaves; [SG-7]: the members that can
    be named on this route. *)
Example directions :
  let to_b := [[{| sg_service := Anything; sg_peer := Cidr (cidr4 10 0 2 0 24) |}]] in
  let to_group := [[{| sg_service := Anything; sg_peer := Group 7 |}]] in
  let near := {| sender_groups := []; sender_addresses := [];
                 reachable_members := fun g => if g =? 7 then [cidr4 10 0 2 20 32] else [] |} in
  rules_allow Egress plain to_b https = true /\ rules_allow Ingress plain to_b https = false /\
  rules_allow Egress near to_group https = true /\ rules_allow Egress tagged to_group https = false.
Proof. repeat split. Qed.

(** [FLW-2]: replies to a SYN and to an echo request. *)
Example replies :
  tcp_ack (reverse https) = 1 /\ source_port (reverse https) = 443 /\
  map (fun pair => reverse_icmp_type
    {| family := ipv4; source := 0; destination := 0; protocol := fst pair; source_port := 0;
       destination_port := 0; icmp_type := snd pair; icmp_code := 0; tcp_syn := 0; tcp_ack := 0 |})
    [(1, 8); (1, 0); (58, 128); (58, 129); (1, 128); (1, 3)] = [0; 8; 129; 128; 128; 3].
Proof. repeat split. Qed.

(** [CNV-7]: host bits of the network address have no effect, and a prefix ends where it ends. *)
Example prefix_ends :
  map (covers (cidr4 10 0 1 77 24)) [ip 10 0 0 255; ip 10 0 1 0; ip 10 0 1 255; ip 10 0 2 0] =
  [false; true; true; false].
Proof. reflexivity. Qed.

(** [SG-2]: without rules for the reply, the reply passes, and only after the request. *)
Example reply_after_request :
  let groups d := match d with Ingress => from_group | Egress => [] end in
  let after := snd (sg_decision Ingress tagged (groups Ingress) [] New https) in
  fst (sg_decision Egress plain (groups Egress) after Established (reverse https)) = true /\
  fst (sg_decision Egress plain (groups Egress) [] Established (reverse https)) = false /\
  fst (sg_decision Egress plain (groups Egress) after New (reverse https)) = false.
Proof. repeat split. Qed.

(** ** Network ACLs *)

Definition acl_b5 : list AclRule :=
  [{| number := 110; action := Allow; service := Anything; cidr := cidr4 0 0 0 0 0 |};
   {| number := 100; action := Deny; service := Anything; cidr := cidr4 10 0 1 0 24 |}].

(** B5 [NACL-2]: rule 100 denies although it is listed last. *)
Example b5 : acl_decision Ingress acl_b5 https = Deny. Proof. reflexivity. Qed.
Example b5_boxes : in_boxes https (acl_allows Ingress acl_b5) = false.
Proof. vm_compute. reflexivity. Qed.
Example b5_reply : in_boxes (reverse https) (acl_allows Ingress acl_b5) = true.
Proof. vm_compute. reflexivity. Qed.

(** B7 [NACL-3]: the protocol [-1] has no ports. *)
Example b7 :
  acl_decision Ingress
    [{| number := 1; action := Allow; service := Anything; cidr := cidr4 0 0 0 0 0 |}] https =
  Allow.
Proof. reflexivity. Qed.

(** [NACL-2]: without a rule that matches, the last rule denies. *)
Example no_rule : acl_decision Ingress [] https = Deny. Proof. reflexivity. Qed.

(** ** Route tables. Targets are numbers here. *)

Definition igw : N := 1.
Definition pcx : N := 2.
Definition tgw : N := 3.
Definition vgw : N := 4.
Definition eni : N := 5.
Definition blackhole : N := 6.
Definition local_target : N := 7.

Definition route (c : Prefix) (k : Class) (t : N) : Route :=
  {| prefix := c; class := k; target := t |}.

Definition targets (table : Table) (to : N) : list N :=
  map target (selected table (packet4 host_a to 6 443)).

(** The same by the compiled guards. *)
Definition guarded_targets (table : Table) (to : N) : list N :=
  map (fun guarded => target (snd guarded))
    (filter (fun guarded => in_boxes (packet4 host_a to 6 443) (fst guarded)) (route_guards table)).

Definition goes (table : Table) (to : N) (expected : list N) : Prop :=
  targets table to = expected /\ guarded_targets table to = expected.

(** B9: the longer prefix. *)
Example b9 :
  goes [route (cidr4 0 0 0 0 0) Static igw; route (cidr4 10 1 0 0 16) Static pcx]
    (ip 10 1 2 3) [pcx].
Proof. vm_compute. split; reflexivity. Qed.

(** B10: of equal prefixes the static route. *)
Example b10 :
  goes [route (cidr4 172 16 0 0 16) VpnBgp vgw; route (cidr4 172 16 0 0 16) Static tgw]
    (ip 172 16 0 1) [tgw].
Proof. vm_compute. split; reflexivity. Qed.

(** B11: a longer propagated route beats a shorter prefix-list route. *)
Example b11 :
  goes [route (cidr4 172 16 0 0 16) PrefixList eni; route (cidr4 172 16 5 0 24) VpnBgp vgw]
    (ip 172 16 5 1) [vgw].
Proof. vm_compute. split; reflexivity. Qed.

(** B12: a local route discards a propagated one, even a longer one. *)
Example b12 :
  goes [route (cidr4 10 0 0 0 16) Local local_target; route (cidr4 10 0 2 0 24) VpnBgp vgw]
    (ip 10 0 2 5) [local_target].
Proof. vm_compute. split; reflexivity. Qed.

(** B13: a blackhole is selected, there is no falling back. *)
Example b13 :
  goes [route (cidr4 10 9 1 0 24) Static blackhole; route (cidr4 10 9 0 0 16) Static tgw]
    (ip 10 9 1 1) [blackhole].
Proof. vm_compute. split; reflexivity. Qed.

(** [RT-5]: two prefix-list routes of equal length are both successors. *)
Example rt5 :
  goes [route (cidr4 10 9 0 0 16) PrefixList tgw; route (cidr4 10 9 0 0 16) PrefixList eni]
    (ip 10 9 1 1) [tgw; eni].
Proof. vm_compute. split; reflexivity. Qed.

(** [RT-3] (2) to (4), [RT-4]: of equal prefixes, each class before the next. *)
Example class_order :
  let chosen table := targets table (ip 172 16 0 1) in
  let one k t := route (cidr4 172 16 0 0 16) k t in
  chosen [one VpnBgp 1; one VpnStatic 2; one DirectConnect 3; one PrefixList 4; one Static 5] =
    [5] /\
  chosen [one VpnBgp 1; one VpnStatic 2; one DirectConnect 3; one PrefixList 4] = [4] /\
  chosen [one VpnBgp 1; one VpnStatic 2; one DirectConnect 3] = [3] /\
  chosen [one VpnBgp 1; one VpnStatic 2] = [2] /\
  chosen [one Advertised 1; one PrefixList 4] = [4] /\
  chosen [one Advertised 1; one VpnBgp 2] = [1; 2].
Proof. vm_compute. repeat split. Qed.

(** [RT-7]: an advertised route that is more specific than the local route is accepted, one of equal
    length is not. *)
Example advertised_inside_local :
  goes [route (cidr4 10 0 0 0 16) Local local_target; route (cidr4 10 0 2 0 24) Advertised eni]
    (ip 10 0 2 5) [eni] /\
  goes [route (cidr4 10 0 0 0 16) Local local_target; route (cidr4 10 0 0 0 16) Advertised eni]
    (ip 10 0 2 5) [local_target].
Proof. vm_compute. repeat split. Qed.

(** [RT-6]: no candidate, no route. *)
Example no_candidate : goes [route (cidr4 10 0 0 0 16) Local local_target] (ip 10 1 0 0) [].
Proof. vm_compute. split; reflexivity. Qed.

(** Local dominance is no order on routes: the static /24 beats the local /16, which discards the
    propagated /28, which would beat the static /24. A guard that subtracts every longer prefix,
    without leaving out what is never installed, loses the packet here. *)
Example dominated_does_not_shadow :
  goes [route (cidr4 10 0 0 0 16) Local local_target; route (cidr4 10 0 2 0 24) Static eni;
        route (cidr4 10 0 2 0 28) VpnBgp vgw] (ip 10 0 2 5) [eni].
Proof. vm_compute. split; reflexivity. Qed.

(** ** NAT *)

Definition public : End := {| address := ip 10 0 1 99; port := 1024 |}.

(** [NAT-3], [NAT-6]: out and back, and nothing unasked. *)
Example nat_round_trip :
  exists table p',
    nat_out [] public https = Some (table, p') /\ source p' = ip 10 0 1 99 /\
    un_nat table (reverse p') = Some (reverse https) /\
    un_nat table (packet4 host_b (ip 10 0 1 99) 6 1025) = None.
Proof. eexists. eexists. repeat split. Qed.

(** The port is in use for this destination. *)
Example nat_port_taken :
  match nat_out [] public https with
  | Some (table, _) => nat_out table public (packet4 (ip 10 0 1 11) host_b 6 443) = None
  | None => False
  end.
Proof. reflexivity. Qed.
