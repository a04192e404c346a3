(** * Route tables *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes.
Import ListNotations.
Open Scope N_scope.

(** What kind of route it is decides between equal prefixes and who yields to a local route ([RT-3],
    [RT-7]). *)
Inductive Class :=
  | Local
  | Static
  | PrefixList
  | DirectConnect  (** propagated, learned by Direct Connect BGP *)
  | VpnStatic      (** propagated, a static route of a VPN connection *)
  | VpnBgp         (** propagated, learned by VPN BGP *)
  | Advertised     (** by a VPC route server *).

(** A route with one prefix. A prefix-list route stands in the table once for each of its entries
    ([RT-2]). The target is opaque; a blackhole is a target like any other, so that there is no
    falling back to a shorter prefix ([RT-6]). *)
Record Route := { prefix : Prefix; class : Class; target : N }.

Definition Table := list Route.

(** [RT-2]: the prefix is of the packet's family and contains its destination. *)
Definition candidate (p : Packet) (r : Route) : bool := prefix_matches (prefix r) Destination p.

(** [RT-3] (0): the routes that a local route discards, even if they are more specific. *)
Definition propagated (r : Route) : bool :=
  match class r with
  | DirectConnect | VpnStatic | VpnBgp => true
  | Local | Static | PrefixList | Advertised => false
  end.

Definition is_local (r : Route) : bool :=
  match class r with
  | Local => true
  | Static | PrefixList | DirectConnect | VpnStatic | VpnBgp | Advertised => false
  end.

(** [RT-3] (2) to (4) and [RT-4]: which class goes first among equal prefixes. An advertised route
    and a propagated one are not ordered ([RT-7]). *)
Definition before (a b : Class) : bool :=
  match a, b with
  | (Local | Static), (PrefixList | DirectConnect | VpnStatic | VpnBgp | Advertised) => true
  | PrefixList, (DirectConnect | VpnStatic | VpnBgp | Advertised) => true
  | DirectConnect, (VpnStatic | VpnBgp) => true
  | VpnStatic, VpnBgp => true
  | _, _ => false
  end.

(** [RT-3] (1) to (4): a longer prefix first, then the class. *)
Definition better (a b : Route) : bool :=
  (prefix_length (prefix b) <? prefix_length (prefix a)) ||
  ((prefix_length (prefix a) =? prefix_length (prefix b)) && before (class a) (class b)).

(** [RT-3] (0): the route is propagated, and a local route covers the destination of the packet. *)
Definition yields_to_local (table : Table) (p : Packet) (r : Route) : bool :=
  propagated r && existsb (fun l => is_local l && candidate p l) table.

(** The routes that take part in the selection for a packet. *)
Definition competes (table : Table) (p : Packet) (r : Route) : bool :=
  candidate p r && negb (yields_to_local table p r).

(** [RT-3], packet by packet: the competing routes that no competing route beats. More than one
    where [RT-5] and [RT-7] leave the choice open; none means [NO_ROUTE_TO_DESTINATION] ([RT-6]). *)
Definition selected (table : Table) (p : Packet) : list Route :=
  filter (fun r => competes table p r &&
    forallb (fun other => negb (competes table p other && better other r)) table) table.

(** ** The compiled form *)

(** Every address of the prefix [inner] lies in the prefix [outer]. *)
Definition inside_prefix (inner outer : Prefix) : bool :=
  (prefix_family inner =? prefix_family outer) && (prefix_length outer <=? prefix_length inner) &&
  covers outer (network inner).

(** Local dominance without a packet: a propagated route inside a local route is never installed. *)
Definition installed (table : Table) (r : Route) : bool :=
  negb (propagated r && existsb (fun l => is_local l && inside_prefix (prefix r) (prefix l)) table).

Definition route_box (r : Route) : Box := prefix_box (prefix r) Destination.

(** The packets that go by route [r]: in its prefix, and in the prefix of no better installed
    route. *)
Definition route_guard (table : Table) (r : Route) : Boxes :=
  subtract [route_box r]
    (map route_box (filter (fun other => installed table other && better other r) table)).

(** Each installed route with its guard. *)
Definition route_guards (table : Table) : list (Boxes * Route) :=
  map (fun r => (route_guard table r, r)) (filter (installed table) table).
