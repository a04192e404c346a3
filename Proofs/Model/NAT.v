(** * Source NAT of a NAT gateway *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Connections.
Import ListNotations.
Open Scope N_scope.

(** [NAT-3]: what the gateway stores for a connection: the key before and after the rewrite, each in
    the direction of the client's packets. *)
Record Binding := { inside : Key; outside_key : Key }.

(** The newest binding is at the front. State is local to one gateway and zone ([FLW-5]). *)
Definition NatTable := list Binding.

(** The source becomes an address of the gateway with a port of its choice; the destination stays
    ([NAT-3]). For ICMP, whose identifier is one abstract value ([FLW-1]), the port is 0 before and
    after. *)
Definition translate (public : End) (p : Packet) : Packet :=
  {| family := family p;
     source := address public;
     destination := destination p;
     protocol := protocol p;
     source_port := port public;
     destination_port := destination_port p;
     icmp_type := icmp_type p;
     icmp_code := icmp_code p;
     tcp_syn := tcp_syn p;
     tcp_ack := tcp_ack p |}.

(** The address and port are free for this destination: no binding has the same outer key. *)
Definition free (table : NatTable) (k : Key) : bool :=
  negb (existsb (fun b => key_equal (outside_key b) k) table).

(** A new connection ([NAT-3]): translate and store, if the chosen address and port are free. *)
Definition nat_out (table : NatTable) (public : End) (p : Packet) : option (NatTable * Packet) :=
  let p' := translate public p in
  if free table (key p') then Some ({| inside := key p; outside_key := key p' |} :: table, p')
  else None.

(** Put the client's end back as the destination. *)
Definition restore (client : End) (p : Packet) : Packet :=
  {| family := family p;
     source := source p;
     destination := address client;
     protocol := protocol p;
     source_port := source_port p;
     destination_port := port client;
     icmp_type := icmp_type p;
     icmp_code := icmp_code p;
     tcp_syn := tcp_syn p;
     tcp_ack := tcp_ack p |}.

(** [NAT-6]: a packet from outside that belongs to a stored connection goes to the client of that
    connection; any other is dropped ([None]). *)
Definition un_nat (table : NatTable) (p : Packet) : option Packet :=
  match find (fun b => key_equal (outside_key b) (reverse_key (key p))) table with
  | Some b => Some (restore (from (inside b)) p)
  | None => None
  end.

(** The states that a gateway can be in: it starts empty and stores one connection after another,
    each with a choice of address and port ([NAT-3], [CNV-6]). *)
Inductive NatState : NatTable -> Prop :=
  | Fresh : NatState []
  | Stored : forall table public p table' p',
      NatState table -> nat_out table public p = Some (table', p') -> NatState table'.
