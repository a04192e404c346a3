(* Reads a certificate with its graph and claim and runs the extracted checker on it;
   Specs/Certificates/Format1.md describes the text. *)

open Snapshot_text

let field = function
  | "family" -> Packets.Family
  | "source" -> Packets.Source
  | "destination" -> Packets.Destination
  | "protocol" -> Packets.Protocol
  | "sport" -> Packets.SourcePort
  | "dport" -> Packets.DestinationPort
  | "type" -> Packets.IcmpType
  | "code" -> Packets.IcmpCode
  | "syn" -> Packets.TcpSyn
  | "ack" -> Packets.TcpAck
  | other -> raise (Unreadable ("no field: " ^ other))

let interval low high = { Boxes.low = number low; high = number high }

let rec box = function
  | [] -> []
  | f :: low :: high :: rest -> { Boxes.field = field f; range = interval low high } :: box rest
  | words -> raise (Unreadable ("no test of a field: " ^ String.concat " " words))

let kind text =
  match split text with
  | "transit", None -> ForwardingGraph.Transit
  | "delivered", None -> ForwardingGraph.Delivered
  | "dropped", Some n -> ForwardingGraph.Dropped (number n)
  | "unknown", Some n -> ForwardingGraph.UnknownSink (number n)
  | _ -> raise (Unreadable ("no kind: " ^ text))

let assignment = function
  | [ "copy"; f ] -> ForwardingGraph.Copy (field f)
  | [ "choose"; low; high ] -> ForwardingGraph.Choose (interval low high)
  | words -> raise (Unreadable ("no assignment: " ^ String.concat " " words))

(* Lists are in reverse while the text is read; their order has no effect on the answer, except that
   of the assignments of one edge, which are put back in order. *)
type certificate = {
  kinds : (string, ForwardingGraph.coq_Kind) Hashtbl.t;
  ranks : (string, Z.t) Hashtbl.t;
  edges : ForwardingGraph.coq_Edge list;
  is_guarantee : bool option;
  starts : Certificates.coq_Annotation;
  bad : Certificates.coq_Annotation;
  receivers : Certificates.coq_Annotation;
  invariant : Certificates.coq_Annotation;
}

let change_edge change c =
  match c.edges with
  | e :: rest -> { c with edges = change e :: rest }
  | [] -> raise (Unreadable "a part of no edge")

let set_once table key value =
  if Hashtbl.mem table key then raise (Unreadable ("said twice of location " ^ key));
  Hashtbl.add table key value

let line c words =
  match words with
  | [] -> c
  | [ "location"; l; k ] ->
      set_once c.kinds (Z.to_string (number l)) (kind k);
      c
  | [ "edge"; tail; head ] ->
      let e = { ForwardingGraph.tail = number tail; head = number head; guard = []; rewrite = [] } in
      { c with edges = e :: c.edges }
  | "guard" :: words ->
      let b = box words in
      change_edge (fun e -> { e with ForwardingGraph.guard = b :: e.ForwardingGraph.guard }) c
  | "set" :: f :: words ->
      let change = (field f, assignment words) in
      change_edge
        (fun e -> { e with ForwardingGraph.rewrite = e.ForwardingGraph.rewrite @ [ change ] }) c
  | [ "claim"; "safety" ] when c.is_guarantee = None -> { c with is_guarantee = Some false }
  | [ "claim"; "guarantee" ] when c.is_guarantee = None -> { c with is_guarantee = Some true }
  | "start" :: l :: words -> { c with starts = (number l, [ box words ]) :: c.starts }
  | "bad" :: l :: words -> { c with bad = (number l, [ box words ]) :: c.bad }
  | "receiver" :: l :: words -> { c with receivers = (number l, [ box words ]) :: c.receivers }
  | "invariant" :: l :: words -> { c with invariant = (number l, [ box words ]) :: c.invariant }
  | [ "rank"; l; n ] ->
      set_once c.ranks (Z.to_string (number l)) (number n);
      c
  | words -> raise (Unreadable ("no line of a certificate: " ^ String.concat " " words))

let read channel =
  let rec go n c =
    match input_line channel with
    | exception End_of_file -> c
    | text -> (
        let words = List.filter (fun w -> w <> "") (String.split_on_char ' ' text) in
        match words with
        | "#" :: _ -> go (n + 1) c
        | _ -> (
            match line c words with
            | c -> go (n + 1) c
            | exception Unreadable why -> raise (Unreadable (Printf.sprintf "line %d: %s" n why)))) in
  (match input_line channel with
  | "isola-certificate 1" -> ()
  | _ | (exception End_of_file) -> raise (Unreadable "line 1: no `isola-certificate 1`"));
  go 2
    { kinds = Hashtbl.create 64; ranks = Hashtbl.create 64; edges = []; is_guarantee = None;
      starts = []; bad = []; receivers = []; invariant = [] }

(* Entries of one location become one, so that each location is judged once. *)
let by_location entries =
  let table = Hashtbl.create 64 in
  let order =
    List.fold_left
      (fun order (l, boxes) ->
        let key = Z.to_string l in
        match Hashtbl.find_opt table key with
        | Some all -> Hashtbl.replace table key (boxes @ all); order
        | None -> Hashtbl.add table key boxes; l :: order)
      [] entries in
  List.map (fun l -> (l, Hashtbl.find table (Z.to_string l))) order

(* The answer of the extracted checker. A location of which the text says nothing is an unknown. *)
let check channel =
  let c = read channel in
  let kind l =
    Option.value (Hashtbl.find_opt c.kinds (Z.to_string l))
      ~default:(ForwardingGraph.UnknownSink Z.zero) in
  let rank l = Option.value (Hashtbl.find_opt c.ranks (Z.to_string l)) ~default:Z.zero in
  let graph = { ForwardingGraph.kind; edges = c.edges } in
  let invariant = by_location c.invariant in
  match c.is_guarantee with
  | None -> raise (Unreadable "no claim")
  | Some false ->
      let claim = { Certificates.starts = by_location c.starts; bad = by_location c.bad } in
      Certificates.check_safety graph claim invariant
  | Some true ->
      let claim =
        { Certificates.sources = by_location c.starts; receivers = by_location c.receivers } in
      Certificates.check_guarantee graph claim invariant rank
