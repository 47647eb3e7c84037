-- A grant on what is hidden from its grantee all the same (it begins later, or a hold or a denial beats it) is hidden too:
-- that there is one would tell that there is something.
ALTER POLICY see ON access_grant USING (
  (((grantee_kind = 'person' AND grantee = embargo.me()) OR (grantee_kind = 'group' AND grantee = ANY (embargo.my_groups())))
    AND CASE WHEN access_grant.project_id IS NOT NULL THEN EXISTS (SELECT 1 FROM project p WHERE p.id = access_grant.project_id)
      WHEN access_grant.collection_id IS NOT NULL THEN EXISTS (SELECT 1 FROM collection c WHERE c.id = access_grant.collection_id)
      ELSE EXISTS (SELECT 1 FROM embargo.chosen(access_grant.selection_id) AS x(id) JOIN observation o ON o.id = x.id) END)
  OR embargo.governs(collection_id, project_id, selection_id));
