(** * Security groups with connection state *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.Connections.
Import ListNotations.
Open Scope N_scope.

(** The other side of a rule ([SG-4]); exactly one per rule. *)
Inductive Peer :=
  | Cidr (c : Prefix)
  | Entries (list_entries : list Prefix)  (** a prefix list at its imported version *)
  | Group (id : N)                        (** a referenced security group *).

(** There are only allow rules ([SG-1]). *)
Record SgRule := { sg_service : Service; sg_peer : Peer }.

(** What a reference to a group can see besides the packet. Addresses are prefixes of full
    length. *)
Record Context := {
  sender_groups : list N;               (** the ghost field sgTag ([SG-6]) *)
  sender_addresses : list Prefix;       (** private addresses of the interface that emitted it *)
  reachable_members : N -> list Prefix  (** private addresses of the members that an egress rule
                                            may name on the chosen route ([SG-7], [SG-8]) *)
}.

Definition any_prefix (cs : list Prefix) (f : Field) (p : Packet) : bool :=
  existsb (fun c => prefix_matches c f p) cs.

(** [SG-4], [SG-5] (ingress: the sender carries the group and uses a private address of its own),
    [SG-7] (egress: the destination is a member's private address). *)
Definition peer_matches (d : Direction) (context : Context) (other : Peer) (p : Packet) : bool :=
  match other with
  | Cidr c => prefix_matches c (peer d) p
  | Entries cs => any_prefix cs (peer d) p
  | Group g =>
      match d with
      | Ingress =>
          existsb (N.eqb g) (sender_groups context) &&
            any_prefix (sender_addresses context) Source p
      | Egress => any_prefix (reachable_members context g) Destination p
      end
  end.

Definition sg_rule_matches (d : Direction) (context : Context) (r : SgRule) (p : Packet) : bool :=
  service_matches (sg_service r) p && peer_matches d context (sg_peer r) p.

(** [SG-1]: some rule of some group of the interface matches. *)
Definition rules_allow (d : Direction) (context : Context) (groups : list (list SgRule))
    (p : Packet) : bool :=
  existsb (existsb (fun r => sg_rule_matches d context r p)) groups.

(** [PKT-3]: the first packet of an exchange, or a later one. *)
Inductive Phase := New | Established.

(** The connections that one interface has let through, newest first ([FLW-4], [FLW-5]). *)
Definition Connections := list Key.

Definition tracked (state : Connections) (p : Packet) : bool :=
  existsb (fun k => same_connection k (key p)) state.

(** [SG-2]: an established packet of a tracked connection passes, whatever the rules; anything else
    is judged by the rules (also an established packet without state, [FLW-5]) and, if allowed,
    tracked. The result is the decision and the state after it. *)
Definition sg_decision (d : Direction) (context : Context) (groups : list (list SgRule))
    (state : Connections) (phase : Phase) (p : Packet) : bool * Connections :=
  match phase with
  | Established =>
      if tracked state p then (true, state)
      else if rules_allow d context groups p then (true, key p :: state) else (false, state)
  | New => if rules_allow d context groups p then (true, key p :: state) else (false, state)
  end.

(** The states that an interface can be in: it starts empty and judges one packet after another. *)
Inductive SgState (groups : Direction -> list (list SgRule)) : Connections -> Prop :=
  | Empty : SgState groups []
  | Judged : forall state d context phase p,
      SgState groups state ->
      SgState groups (snd (sg_decision d context (groups d) state phase p)).

(** ** The compiled form: for one sender and route, what the rules allow is a union of boxes *)

Definition prefix_boxes (cs : list Prefix) (f : Field) : Boxes := map (fun c => prefix_box c f) cs.

Definition peer_boxes (d : Direction) (context : Context) (other : Peer) : Boxes :=
  match other with
  | Cidr c => [prefix_box c (peer d)]
  | Entries cs => prefix_boxes cs (peer d)
  | Group g =>
      match d with
      | Ingress =>
          if existsb (N.eqb g) (sender_groups context)
          then prefix_boxes (sender_addresses context) Source else nothing
      | Egress => prefix_boxes (reachable_members context g) Destination
      end
  end.

Definition sg_rule_boxes (d : Direction) (context : Context) (r : SgRule) : Boxes :=
  intersect [service_box (sg_service r)] (peer_boxes d context (sg_peer r)).

Definition sg_allows (d : Direction) (context : Context) (groups : list (list SgRule)) : Boxes :=
  flat_map (flat_map (sg_rule_boxes d context)) groups.
