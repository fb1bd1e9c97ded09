-- The countries of a region of presence (`framework.PRESENCE`).
CREATE OR REPLACE FUNCTION programme_presence(region text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT (CASE region
        WHEN 'R1' THEN '{AO,BF,BJ,CD,CF,CG,CI,CM,CV,GA,GH,GM,GN,GQ,GW,LR,ML,MR,NE,NG,SL,SN,ST,TD,TG}'
        WHEN 'R2' THEN '{AG,AR,BB,BO,BR,BS,BZ,CL,CO,CR,CU,DM,DO,EC,GD,GT,GY,HN,HT,JM,KN,LC,MX,NI,PA,PE,PY,SR,SV,TT,UY,VC,VE}'
        WHEN 'R3' THEN '{UA}'
        WHEN 'R4' THEN '{AL,BA,ME,MK,RS,XK}'
        WHEN 'R5' THEN '{AF,KG,KZ,PK,TJ,TM,UZ}'
        WHEN 'R6' THEN '{IQ}'
        ELSE '{}' END)::text[]
$$;
