(** * Connections: keys and replies *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets.
Import ListNotations.
Open Scope N_scope.

(** ICMP echo request and reply of either family answer each other ([FLW-2]); other types stay. *)
Definition reverse_icmp_type (p : Packet) : N :=
  if (protocol p =? 1) && (icmp_type p =? 8) then 0
  else if (protocol p =? 1) && (icmp_type p =? 0) then 8
  else if (protocol p =? 58) && (icmp_type p =? 128) then 129
  else if (protocol p =? 58) && (icmp_type p =? 129) then 128
  else icmp_type p.

(** [FLW-2]: the ends change places, an echo request becomes a reply, a SYN becomes a SYN with
    ACK. *)
Definition reverse (p : Packet) : Packet :=
  {| family := family p;
     source := destination p;
     destination := source p;
     protocol := protocol p;
     source_port := destination_port p;
     destination_port := source_port p;
     icmp_type := reverse_icmp_type p;
     icmp_code := icmp_code p;
     tcp_syn := tcp_syn p;
     tcp_ack := if tcp_syn p =? 1 then 1 else tcp_ack p |}.

(** One end of a connection: address and port; the port is 0 where the protocol has none
    ([PKT-1]). *)
Record End := { address : N; port : N }.

(** [FLW-1], seen in the direction of one packet: protocol, and both ends. *)
Record Key := { key_family : N; key_protocol : N; from : End; to : End }.

Definition key (p : Packet) : Key :=
  {| key_family := family p;
     key_protocol := protocol p;
     from := {| address := source p; port := source_port p |};
     to := {| address := destination p; port := destination_port p |} |}.

(** The same connection, seen from the other end. *)
Definition reverse_key (k : Key) : Key :=
  {| key_family := key_family k; key_protocol := key_protocol k; from := to k; to := from k |}.

Definition end_equal (a b : End) : bool := (address a =? address b) && (port a =? port b).

Definition key_equal (a b : Key) : bool :=
  (key_family a =? key_family b) && (key_protocol a =? key_protocol b) &&
  end_equal (from a) (from b) && end_equal (to a) (to b).

(** Both directions are one connection ([FLW-1] puts the ends into a set). *)
Definition same_connection (a b : Key) : bool := key_equal a b || key_equal a (reverse_key b).
